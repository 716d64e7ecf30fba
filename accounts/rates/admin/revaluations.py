"""Differences of exchange at the ends of months: what they would be, posted, taken back."""

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from accounts.admin.deeds import Deed, DeedsAdmin
from accounts.rates.errors import RatesError
from accounts.rates.forms import MonthForm, ReasonForm
from accounts.rates.models import Revaluation
from accounts.rates.revaluations import is_month_end, last_month_end, revaluation_lines
from accounts.rates.services.revalue import revalue
from accounts.rates.services.reverse_revaluation import reverse_revaluation
from fidus.lib import clock
from fidus.templatetags.figures import day, money, month, signed_money
from fidus.templatetags.parts import badge

VIEW, REVALUE = "rates.view_revaluation", "rates.revalue"


@admin.register(Revaluation)
class RevaluationAdmin(DeedsAdmin):
    list_display = ["of_month", "currency", "held", "at_rate", "worth", "gained", "standing", "posted_by"]
    list_filter = ["currency", "month_end"]
    list_select_related = ["posted_by"]
    change_list_template = "rates/revaluations.html"
    refusals = (RatesError,)
    deeds = (
        Deed(
            name="reverse",
            label="Take it back",
            explain="The posting is reversed at the same month's end; the month can be revalued anew.",
            done="Taken back.",
            permission=REVALUE,
            perform=lambda one, given, by: reverse_revaluation(revaluation=one, by=by, **given),
            form=ReasonForm,
            possible=lambda one: one.reversed_at is None,
        ),
    )

    fields = [
        "of_month", "attempt", "held", "carried", "at_rate", "worth", "gained", "entry", "posted_by", "posted_at",
        "standing", "reversed_by", "reversed_at", "reversal", "reversal_reason",
    ]  # fmt: skip
    readonly_fields = fields

    def facts_of(self, thing: Revaluation) -> tuple[tuple[str, str], ...]:
        return (
            ("Month", month(thing.month_end)),
            ("Position", money(thing.position)),
            ("Posted", signed_money(thing.posted)),
            ("Posted by", str(thing.posted_by or "the nightly run")),
        )

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [path("month/", self.page(of_month), name="rates_revaluation_month"), *super().get_urls()]

    @admin.display(description="month", ordering="month_end")
    def of_month(self, one: Revaluation) -> str:
        return month(one.month_end)

    @admin.display(description="position", ordering="position_minor")
    def held(self, one: Revaluation) -> str:
        return money(one.position)

    @admin.display(description="carried at")
    def carried(self, one: Revaluation) -> str:
        return money(one.carrying)

    @admin.display(description="rate")
    def at_rate(self, one: Revaluation) -> SafeString:
        return format_html("<span>{} of {}</span>", f"{one.rate.normalize():f}", day(one.rate_on))

    @admin.display(description="worth", ordering="value_minor")
    def worth(self, one: Revaluation) -> str:
        return money(one.value)

    @admin.display(description="posted", ordering="posted_minor")
    def gained(self, one: Revaluation) -> str:
        return signed_money(one.posted)

    @admin.display(description="state", ordering="reversed_at")
    def standing(self, one: Revaluation) -> SafeString:
        return badge("closed", "Reversed") if one.reversed_at else badge("passed", "Posted")


@require_http_methods(["GET", "POST"])
@permission_required(VIEW, raise_exception=True)
def of_month(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    """GET shows what a month's end would post; POST posts it."""
    given = request.POST if request.method == "POST" else request.GET
    form = MonthForm(given if "month_end" in given else {"month_end": last_month_end(clock.today())})
    month_end = form.cleaned_data["month_end"] if form.is_valid() else last_month_end(clock.today())
    if form.is_valid() and not (is_month_end(month_end) and month_end <= clock.today()):
        form.add_error("month_end", "Choose the last day of a month that is over.")
    if request.method == "POST" and form.is_valid():
        if not request.user.has_perm(REVALUE):
            return HttpResponse(status=403)
        try:
            done = revalue(month_end=month_end, by=request.user)
        except RatesError as refusal:
            form.add_error(None, f"Nothing was posted. {refusal}")
        else:
            posted = sum(1 for one in done if one.entry)
            messages.success(
                request, f"{month_end:%B %Y}: {posted} of {len(done)} currencies had a difference to post."
            )
            return redirect("admin:rates_revaluation_changelist")
    over = not form.has_error("month_end")
    lines = revaluation_lines(month_end) if over else []
    context = {
        **site_context,
        "title": "Differences of exchange",
        "form": form,
        "month_end": month_end,
        "over": over,
        "lines": lines,
        "open": [line for line in lines if not line.done],
        "firm": settings.FIRM_CURRENCY,
        "may": request.user.has_perm(REVALUE),
    }
    return TemplateResponse(request, "rates/revalue.html", context)
