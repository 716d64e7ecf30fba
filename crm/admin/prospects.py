"""The list of prospects and their form; the board and a prospect's own page are work pages beside it."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Field, QuerySet
from django.forms import Field as FormField
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path
from django.utils.safestring import SafeString

from accounts.models import User
from crm.admin import board_page, prospect_page
from crm.domain.prospect_states import ProspectState
from crm.forms import ProspectForm
from crm.models import Prospect
from crm.services.add_prospect import add_prospect
from crm.services.change_prospect import change_prospect
from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import age, money, until
from fidus.templatetags.parts import badge

ONE_WAY_TO_SAVE = {"show_save_and_add_another": False, "show_save_and_continue": False}


@admin.register(Prospect)
class ProspectAdmin(ReadOnlyAdmin):
    form = ProspectForm
    list_display = ["name", "stage", "expected_value", "owner", "source", "follow_up", "in_stage"]
    list_filter = ["state", "owner", "source", "kind"]
    list_select_related = ["owner"]
    search_fields = ["name", "email", "phone", "interest"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(prospect_page.WORK)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, object]:
        return {"owner": request.user.pk, **super().get_changeform_initial_data(request)}

    def formfield_for_foreignkey(self, db_field: Field, request: HttpRequest, **kwargs: object) -> FormField:
        if db_field.name == "owner":
            kwargs["queryset"] = User.objects.filter(is_staff=True, is_active=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("board/", self.page(board_page.show), name="crm_pipeline"),
            path("<int:pk>/edit/", view(self.edit_view), name="crm_prospect_edit"),
            path("<int:pk>/move/", view(board_page.move), name="crm_prospect_move"),
            path("<int:pk>/note/", self.page(prospect_page.note), name="crm_prospect_note"),
            path("<int:pk>/win/", self.page(prospect_page.win), name="crm_prospect_win"),
            path("<int:pk>/lose/", self.page(prospect_page.lose), name="crm_prospect_lose"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return prospect_page.show(request, pk=object_id, site_context=self.admin_site.each_context(request))

    def edit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm(prospect_page.WORK):
            raise PermissionDenied
        return super().change_view(request, str(pk), extra_context=ONE_WAY_TO_SAVE)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return super().add_view(request, form_url, {**(extra_context or {}), **ONE_WAY_TO_SAVE})

    def has_change_permission(self, request: HttpRequest, obj: Prospect | None = None) -> bool:
        return request.user.has_perm(prospect_page.WORK) and (obj is None or obj.state != ProspectState.WON)

    def save_model(self, request: HttpRequest, obj: Prospect, form: ModelForm, change: bool) -> None:
        details = dict(form.cleaned_data)
        if change:
            change_prospect(prospect=obj, by=request.user, **details)
            return
        amount, currency = details.pop("expected_amount"), details.pop("currency")
        expected = obj.expected if amount is not None else None
        added = add_prospect(by=request.user, expected=expected, currency=currency, **details)
        obj.pk = added.pk

    def response_add(self, request: HttpRequest, obj: Prospect, post_url_continue: str | None = None) -> HttpResponse:
        return redirect("admin:crm_pipeline")

    def response_change(self, request: HttpRequest, obj: Prospect) -> HttpResponse:
        return redirect("admin:crm_prospect_change", obj.pk)

    @admin.display(description="stage", ordering="state")
    def stage(self, prospect: Prospect) -> SafeString:
        return badge(prospect.state)

    @admin.display(description="expected", ordering="expected_amount")
    def expected_value(self, prospect: Prospect) -> str:
        return money(prospect.expected)

    @admin.display(description="follow-up", ordering="follow_up_on")
    def follow_up(self, prospect: Prospect) -> str:
        return until(prospect.follow_up_on)

    @admin.display(description="in stage")
    def in_stage(self, prospect: Prospect) -> SafeString:
        return age(prospect.stage_since)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Prospect]:
        return super().get_queryset(request).select_related("owner", "client")
