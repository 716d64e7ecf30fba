"""Files of rates that were taken in, what contradicts, and what the daily source answered."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from accounts.admin.deeds import Deed, DeedsAdmin
from accounts.rates.domain.contradiction_states import ContradictionAction
from accounts.rates.errors import FileRefused, RatesError
from accounts.rates.forms import FileForm, ReasonForm
from accounts.rates.models import Contradiction, FeedAttempt, RateImport
from accounts.rates.services.decide_contradictions import decide_contradictions
from accounts.rates.services.import_rates import import_rates
from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import day, instant
from fidus.templatetags.parts import badge

VIEW, IMPORT = "rates.view_rateimport", "rates.import_rates"


class DecideForm(ReasonForm):
    """Both decisions ask why."""


def _decide(action: ContradictionAction):
    def perform(taken, given, by):
        decide_contradictions(rate_import=taken, action=action, reason=given["reason"], by=by)

    return perform


def _waits(taken: RateImport) -> bool:
    return taken.contradictions.filter(state=Contradiction.State.OPEN.value).exists()


@admin.register(RateImport)
class RateImportAdmin(DeedsAdmin):
    list_display = ["name", "source", "brought", "brought_by", "span", "days", "rates_added", "differing"]
    list_filter = ["source", "layout"]
    search_fields = ["name", "=sha256"]
    change_list_template = "rates/imports.html"
    change_form_template = "rates/import.html"
    refusals = (RatesError,)
    deeds = (
        Deed(
            name="take",
            label="Take the file's rates",
            explain="The rates held are put aside, kept and shown; the file's hold from now on, also for past days.",
            done="The file's rates hold.",
            permission="rates.decide_contradiction",
            perform=_decide(ContradictionAction.TAKE),
            form=DecideForm,
            possible=_waits,
        ),
        Deed(
            name="dismiss",
            label="Keep the rates held",
            explain="The file's differing rates are dismissed; the same file is no news again.",
            done="The rates held stay.",
            permission="rates.decide_contradiction",
            perform=_decide(ContradictionAction.DISMISS),
            form=DecideForm,
            possible=_waits,
        ),
    )

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("upload/", self.page(upload), name="rates_rateimport_upload"),
            path("<int:pk>/decide/", self.page(_to_the_file), name="rates_rateimport_decide"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        taken = self.get_object(request, object_id)
        differing = taken.contradictions.select_related("decided_by")[:500] if taken else []
        return super().change_view(request, object_id, form_url, {"differing": differing, **(extra_context or {})})

    @admin.display(description="brought", ordering="brought_at")
    def brought(self, taken: RateImport) -> str:
        return instant(taken.brought_at)

    @admin.display(description="rates of")
    def span(self, taken: RateImport) -> SafeString:
        if taken.first_on == taken.last_on:
            return format_html("{}", day(taken.last_on))
        return format_html("<span>{} to {}</span>", day(taken.first_on), day(taken.last_on))

    @admin.display(description="differing", ordering="contradicting")
    def differing(self, taken: RateImport) -> str | SafeString:
        return badge("waiting", f"{taken.contradicting} differ") if taken.contradicting else "none"


def _to_the_file(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    return redirect("admin:rates_rateimport_change", pk)


@require_http_methods(["GET", "POST"])
@permission_required([VIEW, IMPORT], raise_exception=True)
def upload(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            taken = import_rates(content=file.read(), name=file.name or "rates", by=request.user)
        except FileRefused as refusal:
            form.add_error("file", f"Nothing was taken. {refusal}")
        else:
            messages.success(request, f"{taken.rates_added} new rates of {taken.days} days.")
            return redirect("admin:rates_rateimport_change", taken.pk)
    context = {**site_context, "title": "Import rates", "form": form}
    return TemplateResponse(request, "rates/upload.html", context, status=422 if form.errors else 200)


@admin.register(Contradiction)
class ContradictionAdmin(ReadOnlyAdmin):
    list_display = ["pair", "of_day", "held", "given", "standing", "file", "decided_by", "reason"]
    list_display_links = None
    list_filter = ["state", "currency"]
    list_select_related = ["rate_import", "decided_by"]
    change_list_template = "rates/contradictions.html"

    @admin.display(description="pair", ordering="currency")
    def pair(self, one: Contradiction) -> str:
        return f"EUR/{one.currency}"

    @admin.display(description="day", ordering="on")
    def of_day(self, one: Contradiction) -> str:
        return day(one.on)

    @admin.display(description="state", ordering="state")
    def standing(self, one: Contradiction) -> SafeString:
        looks = {"open": "waiting", "taken": "passed", "dismissed": "closed"}
        return badge(looks[one.state], one.get_state_display())

    @admin.display(description="file")
    def file(self, one: Contradiction) -> SafeString:
        url = reverse("admin:rates_rateimport_change", args=[one.rate_import_id])
        return format_html('<a href="{}">{}</a>', url, one.rate_import)


@admin.register(FeedAttempt)
class FeedAttemptAdmin(ReadOnlyAdmin):
    list_display = ["asked", "came_of_it", "words", "url"]
    list_display_links = None
    list_filter = ["outcome"]
    date_hierarchy = "asked_at"
    change_list_template = "rates/attempts.html"

    @admin.display(description="asked", ordering="asked_at")
    def asked(self, attempt: FeedAttempt) -> str:
        return instant(attempt.asked_at)

    @admin.display(description="what came of it", ordering="outcome")
    def came_of_it(self, attempt: FeedAttempt) -> SafeString:
        looks = {"taken": "passed", "nothing_new": "closed", "failed": "failed"}
        return badge(looks[attempt.outcome], attempt.get_outcome_display())
