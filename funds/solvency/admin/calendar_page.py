"""The cash calendar: months, days, the investments behind each figure, and its exports."""

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from fidus.lib import clock
from fidus.lib.calendar_file import CALENDAR_TYPE, CalendarDay, as_calendar
from fidus.lib.chart import Chart, line_chart
from fidus.lib.plain_select import PlainSelect
from fidus.lib.spreadsheet import CSV_TYPE, XLSX_TYPE, Cell, as_csv, as_xlsx
from funds.solvency.domain.cash_line import CashDay, CashLine, CashMonth
from funds.solvency.selectors.calendar import CashCalendar, cash_calendar

MONTHS = (3, 6, 12, 24)
USUAL = 12
HEAD = ("Day", "What", "Certainty", "Investment", "Client", "Fund", "Amount", "Currency", "Note")


class AheadForm(forms.Form):
    months = forms.TypedChoiceField(
        choices=[(str(count), f"{count} months") for count in MONTHS],
        coerce=int,
        required=False,
        empty_value=USUAL,
        label="Look ahead",
        widget=PlainSelect,
    )


@require_GET
@vary_on_headers("HX-Request")
@permission_required(["solvency.view_solvencyrun", "funds.view_investment"], raise_exception=True)
def show(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    form = AheadForm({"months": request.GET.get("months") or str(USUAL)})
    months = form.cleaned_data["months"] if form.is_valid() else USUAL
    calendar = cash_calendar(as_of=clock.today(), months=months)
    match request.GET.get("format"):
        case "csv":
            return _file(as_csv(HEAD, _rows(calendar)), CSV_TYPE, "csv")
        case "xlsx":
            return _file(as_xlsx("Cash calendar", HEAD, _rows(calendar)), XLSX_TYPE, "xlsx")
        case "ics":
            host = request.get_host().partition(":")[0]
            days = [_entry(day, host) for day in calendar.line.days]
            return _file(as_calendar("Cash calendar", days, made_at=clock.now(), product="FIDUS"), CALENDAR_TYPE, "ics")
    line = calendar.line
    context = {
        **site_context,
        "title": "Cash calendar",
        "form": form,
        "months": months,
        "calendar": calendar,
        "line": line,
        "soon": next((one for one in line.coverage if one.days == 90), None),
        "chart": chart_of(line),
        "chosen": _chosen(line, request.GET.get("month", "")),
        "most": max([month.due.minor for month in line.months] + [1]),
        "sentence": sentence_of(line),
        "query": request.GET.urlencode(),
    }
    template = "solvency/_calendar.html" if request.htmx else "solvency/calendar.html"
    return TemplateResponse(request, template, context)


def chart_of(line: CashLine) -> Chart:
    """What is left at the end of today and of each month: after what is certain, and if all leave who may."""
    days = [line.as_of, *(month.ends_on for month in line.months)]
    certain = [line.liquid.amount, *(month.left.amount for month in line.months)]
    all_gone = [line.liquid.amount, *(month.left_if_all.amount for month in line.months)]
    return line_chart(days, [certain, all_gone])


def sentence_of(line: CashLine) -> str:
    """The answer of the page in words."""
    if line.short_on:
        day = next(day for day in line.days if day.on == line.short_on)
        return f"On {line.short_on:%-d %B %Y} the firm is short of {-day.left} if nothing more is earned or comes in."
    if line.short_if_all_on:
        day = next(day for day in line.days if day.on == line.short_if_all_on)
        return (
            f"What is certain can be paid. If all leave who may, {-day.left_if_all} are missing "
            f"on {line.short_if_all_on:%-d %B %Y}."
        )
    return "Everything can be paid from what there is, even if all leave who may."


def _chosen(line: CashLine, asked: str) -> CashMonth | None:
    """The month looked into: the one asked for, else the first with payments."""
    for month in line.months:
        if f"{month.month:%Y-%m}" == asked:
            return month
    return next((month for month in line.months if month.days), None)


def _rows(calendar: CashCalendar) -> list[list[Cell]]:
    return [
        [
            item.on,
            item.kind.value,
            "possible" if not item.kind.certain else "estimate" if item.kind.estimated else "certain",
            item.investment,
            item.client,
            item.fund,
            item.amount,
            item.amount.currency,
            "overdue" if item.overdue else item.note,
        ]
        for item in calendar.items
    ]


def _entry(day: CashDay, host: str) -> CalendarDay:
    title = f"Pay {day.due}" if day.due else f"Window: {day.may_leave} may leave"
    behind = [f"{item.kind.value}: {item.amount} {item.investment} {item.client}".strip() for item in day.items]
    return CalendarDay(f"cash-{day.on.isoformat()}@{host}", day.on, title, "\n".join(behind))


def _file(content: bytes, kind: str, suffix: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="cash-calendar-{clock.today()}.{suffix}"'
    return response
