"""Counting deals, what each run found, and how rebates stand."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.views.decorators.http import require_GET

from fidus.lib import clock
from fidus.lib.money import Money
from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.lib.spreadsheet import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx
from fidus.templatetags.figures import day, instant, money
from funds.admin.action_page import Action, PostingLine, answer
from funds.rebates.errors import RebatesError
from funds.rebates.forms import CountForm, PeriodForm
from funds.rebates.models import RebateLine, RebateRun
from funds.rebates.selectors.standing import earned, standing, waiting
from funds.rebates.services.count_rebates import count_rebates

VIEW = "rebates.view_rebaterun"
HEAD = ("Broker", "Account", "Symbol", "Deals", "Lots", "Rebate", "Currency")


@admin.register(RebateRun)
class RebateRunAdmin(ReadOnlyAdmin):
    list_display = ["ran", "days", "deals", "lots_shown", "ran_by"]
    list_select_related = ["ran_by"]
    date_hierarchy = "ran_at"
    change_list_template = "rebates/runs.html"
    change_form_template = "rebates/run.html"

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("count/", self.page(count), name="rebates_rebaterun_count"),
            path("standing/", self.page(overview), name="rebates_overview"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        run = get_object_or_404(RebateRun, pk=object_id) if object_id.isdecimal() else None
        lines = run.lines.select_related("agreement__account", "invoice") if run else []
        return super().change_view(request, object_id, form_url, {"lines": lines, **(extra_context or {})})

    @admin.display(description="ran", ordering="ran_at")
    def ran(self, run: RebateRun) -> str:
        return instant(run.ran_at)

    @admin.display(description="deals to", ordering="last_on")
    def days(self, run: RebateRun) -> str:
        return day(run.last_on)

    @admin.display(description="lots", ordering="lots")
    def lots_shown(self, run: RebateRun) -> str:
        return f"{run.lots.normalize():f}"


@admin.register(RebateLine)
class RebateLineAdmin(ReadOnlyAdmin):
    list_display = ["agreement", "of_month", "deals", "figure", "invoice", "run"]
    list_display_links = None
    list_filter = ["agreement__broker", "currency", ("invoice", admin.EmptyFieldListFilter)]
    list_select_related = ["agreement__account", "invoice", "run"]
    date_hierarchy = "month"

    @admin.display(description="month", ordering="month")
    def of_month(self, line: RebateLine) -> str:
        return f"{line.month:%B %Y}"

    @admin.display(description="accrued", ordering="posted_minor")
    def figure(self, line: RebateLine) -> str:
        return money(line.posted)


@permission_required([VIEW, "rebates.count_rebates"], raise_exception=True)
def count(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    def run(given: dict) -> RebateRun:
        done = count_rebates(by=request.user, **given)
        if done is None:
            raise RebatesError("No deal of these days is left to count.")
        return done

    action = Action(
        title="Count deals for rebates",
        subtitle="Each deal counts once for ever. Late deals are found whatever their day; the night counts too.",
        button="Count and post",
        back=reverse("admin:rebates_rebaterun_changelist"),
        back_label="Rebate runs",
        form=CountForm,
        run=run,
        done=lambda done: f"{done.deals} deals counted, {done.lots.normalize():f} lots.",
        posting=lambda done, given: _posting(done),
    )
    return answer(request, action, site_context)


def _posting(run: RebateRun) -> list[PostingLine]:
    """Two lines for each agreement and month that has something to post."""
    lines = []
    for line in run.lines.select_related("agreement__account"):
        if not line.posted:
            continue
        zero = Money.zero(line.currency)
        grows = line.posted > zero
        owed, earned_ = (line.posted, None) if grows else (None, -line.posted)
        broker, month = line.agreement.broker, f"{line.month:%B %Y}"
        lines.append(PostingLine(f"Owed by {broker}: {line.agreement.pattern}, {month}", owed, earned_))
        lines.append(PostingLine(f"Income: rebates of {broker}", earned_, owed))
    return lines


@require_GET
@permission_required(VIEW, raise_exception=True)
def overview(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    """What each broker owes, and what a period's deals earned."""
    form = PeriodForm(request.GET or None)
    start, end = form.period() if form.is_bound else PeriodForm({}).period()
    rows = earned(start=start, end=end)
    cells = [
        (row.broker, str(row.login), row.symbol, row.deals, row.lots, row.amount, row.amount.currency) for row in rows
    ]
    name = f"rebates-{start}-{end}"
    match request.GET.get("format"):
        case "csv":
            return _file(as_csv(HEAD, cells), CSV_TYPE, f"{name}.csv")
        case "xlsx":
            return _file(as_xlsx("Rebates", HEAD, cells), XLSX_TYPE, f"{name}.xlsx")
    context = {
        **site_context,
        "title": "Rebates",
        "form": PeriodForm({"start": start.isoformat(), "end": end.isoformat()}),
        "start": start,
        "end": end,
        "standing": standing(),
        "waiting": waiting(as_of=clock.today()),
        "rows": rows,
    }
    return TemplateResponse(request, "rebates/overview.html", context)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
