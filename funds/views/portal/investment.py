"""One investment: where it stands, its path, its interest month by month, its terms."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.views.portal import client_required
from fidus.lib import clock
from fidus.lib.money import Money
from fidus.lib.spreadsheet import CSV_TYPE, as_csv
from funds.domain.calendars import Calendar, next_business_day
from funds.domain.interest import InterestMonth, anniversary, interest_between, nominal_annual_rate
from funds.domain.investment_states import EARNING, HOLDING
from funds.domain.windows import WindowRule, windows
from funds.gates import interest_route
from funds.models import InterestMode, Investment
from funds.selectors.interest import InterestLine, interest_table
from funds.selectors.obligations import obligations
from funds.selectors.shared_accounts import shared_mappings
from funds.selectors.tranches import tranches_of

EXPECTED_MONTHS = 3


@dataclass(frozen=True)
class MonthRow:
    """One line of the interest table; `shape` is the look's name for its state."""

    start: date
    end: date
    days: int
    state: str
    shape: str
    interest: Money
    cumulative: Money


@dataclass(frozen=True)
class Step:
    title: str
    when: str = ""
    on: date | None = None
    note: str = ""
    by: date | None = None
    done: bool = False
    current: bool = False


@client_required
def investment(request: HttpRequest, number: str) -> HttpResponse:
    shown = request.client.investments.exclude(state__in=[Investment.State.DRAFT, Investment.State.CANCELLED])
    found = get_object_or_404(
        shown.select_related("terms__product", "tops_up").prefetch_related("payouts", "reductions"), number=number
    )
    today = clock.today()
    lines = interest_table(found, today)
    months = month_rows(found, lines, today)
    if request.GET.get("export") == "csv":
        return export(found, months)
    held = obligations([found], as_of=today)[found.pk]
    expected = next((month for month in months if month.state == "Expected"), None)
    running = next((line.month for line in lines if not line.month.complete), None)
    return render(
        request,
        "funds/portal/investment.html",
        {
            "investment": found,
            "product": found.terms.product.code,
            "value": held.total,
            "principal": held.principal if found.funded_on else found.principal,
            "payable": held.payable,
            "fees": held.fees,
            "may_redeem": found.state in EARNING,
            "tranches": tranches_of(found),
            "interest": held.accrued,
            "paid_out": held.paid_out,
            "interest_to": interest_route(request.client.pk, found.currency) if pays_out(found) else None,
            "days_earning": max((today - found.earns_from).days, 0) if found.earns_from else 0,
            "next_interest": expected,
            "next_interest_on": expected and arrives_on(found, expected.end),
            "steps": steps(found, today),
            "months": months,
            "running": running,
            "shares_accounts": shared_mappings(found, as_of=today).exists(),
            "nominal": nominal_annual_rate(found.monthly_rate),
        },
    )


def pays_out(found: Investment) -> bool:
    return found.interest_mode == InterestMode.PAY_OUT and found.state in HOLDING


def arrives_on(found: Investment, end: date) -> date:
    """Credited when its month ends; paid out, on a business day."""
    if found.interest_mode != InterestMode.PAY_OUT:
        return end
    return next_business_day(Calendar(found.terms.calendar), end)


def month_rows(found: Investment, lines: list[InterestLine], today: date) -> list[MonthRow]:
    """Incubation, every complete month with what became of it, and the months that come next."""
    if found.earns_from is None or found.funded_on is None:
        return []
    zero = Money.zero(found.currency)
    rows = []
    if found.earns_from > found.funded_on:
        days = (found.earns_from - found.funded_on).days
        rows.append(MonthRow(found.funded_on, found.earns_from, days, "Incubation", "closed", zero, zero))
    complete = [line for line in lines if line.month.complete]
    rows += [_row(line.month, *_became(line)) for line in complete]
    if found.state in HOLDING and found.principal_left:
        cumulative = complete[-1].month.cumulative if complete else zero
        for number in range(len(complete) + 1, len(complete) + 1 + EXPECTED_MONTHS):
            start, end = anniversary(found.earns_from, number - 1), anniversary(found.earns_from, number)
            if found.matures_on is not None and end > found.matures_on:
                break
            interest = interest_between(found.rule, start, end)
            cumulative += interest
            rows.append(MonthRow(start, end, (end - start).days, "Expected", "funded", interest, cumulative))
    return rows


def _row(month: InterestMonth, state: str, shape: str) -> MonthRow:
    return MonthRow(month.start, month.end, month.days, state, shape, month.interest, month.cumulative)


def _became(line: InterestLine) -> tuple[str, str]:
    if line.payout is None:
        return "Credited", "passed"
    return ("Paid out", "passed") if line.payout.state == "paid" else ("Payment on its way", "waiting")


def steps(found: Investment, today: date) -> list[Step]:
    """Funded, incubating, active, and the next two windows."""
    terms = found.terms
    if found.earns_from is None or found.funded_on is None:
        return [
            Step("Opened", on=found.opened_on, done=True),
            Step("Your payment", note=f"{found.principal} to come", current=True),
            Step("Incubation", note=f"{terms.incubation_months} months, no interest"),
            Step("Active", note="Interest every month"),
        ]
    earning = found.earns_from <= today
    path = [
        Step("Funded", on=found.funded_on, note=f"{found.principal} received", done=True),
        Step(
            "Incubating", "until", found.earns_from, f"{terms.incubation_months} months, no interest",
            done=earning, current=not earning,
        ),
        Step("Active", "since" if earning else "from", found.earns_from, "Interest every month", current=earning),
    ]  # fmt: skip
    if found.state in HOLDING:
        following = windows(
            WindowRule(terms.window_rule),
            earns_from=found.earns_from,
            notice_days=terms.notice_business_days,
            business_days=Calendar(terms.calendar),
            start=today,
        )
        for title in ("Redemption window", "Window after that"):
            window = next(window for window in following if window.notice_by >= today)
            if found.matures_on is not None and window.opens_on > found.matures_on:
                break
            path.append(Step(title, on=window.opens_on, note="Ask by", by=window.notice_by))
        if found.matures_on is not None:
            path.append(Step("End of the term", on=found.matures_on, note="Everything is paid back"))
    elif found.closed_on is not None:
        path.append(Step("Closed", on=found.closed_on, note="Everything was paid", done=True))
    return path


def export(found: Investment, months: list[MonthRow]) -> HttpResponse:
    head = ("From", "To", "Days", "State", f"Interest, {found.currency}", f"Total, {found.currency}")
    rows = [(row.start, row.end, row.days, row.state, row.interest, row.cumulative) for row in months]
    name = f"interest-{found.number}.csv"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(as_csv(head, rows), content_type=CSV_TYPE, headers=disposition)
