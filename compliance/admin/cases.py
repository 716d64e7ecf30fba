"""The KYC queue; a case opens as a work page of its own (case_page.py)."""

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path
from django.utils.safestring import SafeString

from compliance import selectors
from compliance.admin import case_page
from compliance.forms import OpenCaseForm
from compliance.models import KycCase
from compliance.services.open_case import open_case
from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import age, day
from fidus.templatetags.parts import badge

RATINGS = {"low": "passed", "medium": "waiting", "high": "failed"}


class Waiting(admin.SimpleListFilter):
    """The queue itself: what the office must act on."""

    title = "work"
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("office", "Waiting for us"), ("client", "Waiting for the client")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[KycCase]) -> QuerySet[KycCase]:
        whom = self.value()
        return selectors.waiting_for(queryset, whom) if whom in {"office", "client"} else queryset


@admin.register(KycCase)
class KycCaseAdmin(ReadOnlyAdmin):
    list_display = ["reference", "client_name", "kind", "standing", "checklist", "risk_now", "opened"]
    list_filter = [Waiting, "state", "client__kind"]
    search_fields = ["client__name", "client__number", "client__email"]
    form = OpenCaseForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[KycCase]:
        return selectors.cases()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(case_page.WORK)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/act/", view(case_page.act), name="compliance_act"),
            path("<int:pk>/document/<int:document>/", view(case_page.document_file), name="compliance_document"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return case_page.show(request, object_id, self.admin_site.each_context(request))

    def save_model(self, request: HttpRequest, obj: KycCase, form: ModelForm, change: bool) -> None:
        obj.pk = open_case(client=obj.client, expected=obj.expected, by=request.user).pk

    def response_add(self, request: HttpRequest, obj: KycCase, post_url_continue: str | None = None) -> HttpResponse:
        return redirect("admin:compliance_kyccase_change", obj.pk)

    @admin.display(description="case", ordering="pk")
    def reference(self, case: KycCase) -> str:
        return case.reference

    @admin.display(description="client", ordering="client__name")
    def client_name(self, case: KycCase) -> str:
        return str(case.client)

    @admin.display(description="kind", ordering="client__kind")
    def kind(self, case: KycCase) -> str:
        return case.client.get_kind_display()

    @admin.display(description="state", ordering="state")
    def standing(self, case: KycCase) -> SafeString:
        if case.state == "collecting" and case.to_check:
            return badge("now", "To check")
        return badge(case.state)

    @admin.display(description="checklist")
    def checklist(self, case: KycCase) -> str:
        return f"{case.accepted} of {case.lines} accepted"

    @admin.display(description="risk")
    def risk_now(self, case: KycCase) -> SafeString:
        risk = case.risk()
        return badge(RATINGS[risk.rating], f"{risk.rating.capitalize()}, {risk.points}")

    @admin.display(description="opened", ordering="opened_at")
    def opened(self, case: KycCase) -> SafeString:
        return age(case.opened_at) if case.state in {"collecting", "submitted"} else day(case.opened_at)
