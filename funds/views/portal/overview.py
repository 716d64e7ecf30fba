"""The portal's first page: what I have, what I earn, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.rates.api import reported_total
from accounts.views.portal import client_required
from compliance.selectors import documents_missing
from fidus.lib import clock
from fidus.lib.money import Money, total
from funds.domain.interest import anniversary, cumulative_interest, full_months
from funds.domain.investment_states import HOLDING
from funds.models import InterestMode, Investment
from funds.selectors.activity import ActivityLine, activity_of
from funds.selectors.obligations import Obligation, obligation_history
from funds.selectors.schedule import Coming, Upcoming, schedule
from funds.views.portal.growth import GrowthChart, GrowthRow, growth_chart

AHEAD = timedelta(days=120)
MONTHS_AHEAD = 4
LATEST = 5


@dataclass(frozen=True)
class Holding:
    """All of a client's money in one currency."""

    currency: str
    principal: Money
    interest: Money
    value: Money
    chart: GrowthChart | None


@dataclass(frozen=True)
class InvestmentRow:
    number: str
    product: str
    state: str
    rate: object
    interest: Money
    value: Money
    # The number of the investment that this one is a tranche of.
    tops_up: str = ""


@dataclass(frozen=True)
class Task:
    icon: str
    title: str
    note: str
    url: str
    verb: str


@client_required
def overview(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    investments = own_investments(request)
    days = known_days(investments, today)
    history = obligation_history(investments, dates=days)
    held = holdings(investments, history, days)
    return render(
        request,
        "funds/portal/overview.html",
        {
            "as_of": today,
            "greeting": f"Welcome back, {request.user.first_name or request.client.name}",
            "holdings": held,
            "reported": reported_total([one.value for one in held], to=request.client.reporting_currency, as_of=today),
            "rows": investment_rows(investments, history),
            "upcoming": coming(investments, today),
            "open_tasks": open_tasks(request),
            "latest": latest(investments),
        },
    )


@client_required
def investments(request: HttpRequest) -> HttpResponse:
    owned, today = own_investments(request), clock.today()
    history = obligation_history(owned, dates=[today])
    context = {"as_of": today, "rows": investment_rows(owned, history)}
    return render(request, "funds/portal/investments.html", context)


def own_investments(request: HttpRequest) -> list[Investment]:
    """The client's investments that are more than a draft; nobody else's."""
    shown = request.client.investments.exclude(state__in=[Investment.State.DRAFT, Investment.State.CANCELLED])
    return list(shown.select_related("terms__product").prefetch_related("reductions").order_by("number"))


def known_days(investments: Sequence[Investment], today: date) -> list[date]:
    """The day money first came, every end of month since, and today."""
    funded = [investment.funded_on for investment in investments if investment.funded_on]
    if not funded or min(funded) >= today:
        return [today]
    first = min(funded)
    months = full_months(first.replace(day=1), today.replace(day=1))
    ends = [anniversary(first.replace(day=1), month) - timedelta(days=1) for month in range(1, months + 1)]
    return [first, *(end for end in ends if end > first), today]


def holdings(
    investments: Sequence[Investment], history: dict[int, list[Obligation]], days: Sequence[date]
) -> list[Holding]:
    found = []
    for currency in sorted({investment.currency for investment in investments if investment.funded_on}):
        owned = [investment for investment in investments if investment.currency == currency and investment.funded_on]
        sums = [sum((history[one.pk][place] for one in owned), Obligation.none(currency)) for place in range(len(days))]
        known = [GrowthRow(day, held.principal, held.total, False) for day, held in zip(days, sums, strict=True)]
        expected = [
            GrowthRow(day, sums[-1].principal, expected_value(owned, history, day), True)
            for day in days_ahead(days[-1])
        ]
        now = sums[-1]
        chart = growth_chart(known, expected)
        found.append(Holding(currency, now.principal, now.accrued - now.paid_out - now.fees, now.total, chart))
    return found


def days_ahead(today: date) -> list[date]:
    """The next ends of month."""
    first = today.replace(day=1)
    ends = [anniversary(first, month) - timedelta(days=1) for month in range(1, MONTHS_AHEAD + 2)]
    return [end for end in ends if end > today][:MONTHS_AHEAD]


def expected_value(owned: Sequence[Investment], history: dict[int, list[Obligation]], on: date) -> Money:
    """What the agreed interest makes of today's money: interest kept adds up, interest paid out leaves each month."""
    values = []
    for investment in owned:
        held = history[investment.pk][-1]
        if investment.state not in HOLDING or not held.principal:
            values.append(held.total)
            continue
        rule = investment.rule
        earned = cumulative_interest(rule, on)
        if investment.interest_mode == InterestMode.PAY_OUT:
            last_payout = anniversary(rule.earns_from, full_months(rule.earns_from, on))
            earned -= cumulative_interest(rule, last_payout)
        else:
            earned -= held.paid_out
        values.append(held.principal + earned - held.fees + held.payable)
    return total(values, owned[0].currency)


def investment_rows(investments: Sequence[Investment], history: dict[int, list[Obligation]]) -> list[InvestmentRow]:
    numbers = {investment.pk: investment.number for investment in investments}
    return [
        InvestmentRow(
            investment.number,
            investment.terms.product.code,
            investment.state,
            investment.monthly_rate,
            history[investment.pk][-1].accrued,
            history[investment.pk][-1].total,
            numbers.get(investment.tops_up_id or 0, ""),
        )
        for investment in investments
    ]


def coming(investments: Sequence[Investment], today: date) -> list[dict[str, object]]:
    """The first event of each kind of each investment, in order of days."""
    seen: set[tuple[int, Coming]] = set()
    first: list[Upcoming] = []
    notices: dict[int, date] = {}
    for event in schedule(investments, as_of=today, until=today + AHEAD):
        key = (event.investment.pk, event.kind)
        if event.kind is Coming.NOTICE:
            notices.setdefault(event.investment.pk, event.on)
        elif key not in seen:
            seen.add(key)
            first.append(event)
    return [_event(event, notices.get(event.investment.pk)) for event in first[:LATEST]]


def _event(event: Upcoming, notice_by: date | None) -> dict[str, object]:
    product = event.investment.terms.product.code
    shown: dict[str, object] = {"counts_to": event.on, "on": event.on}
    if event.kind is Coming.INCUBATION_ENDS:
        return shown | {"icon": "clock", "title": "Incubation ends", "note": f"{product} earns from"}
    if event.kind is Coming.WINDOW:
        asks = {"note": f"{product}, ask by", "on": notice_by} if notice_by else {"note": f"{product},"}
        return shown | {"icon": "calendar", "title": f"Redemption window, {event.on:%-d %b}"} | asks
    if event.kind is Coming.MATURES:
        return shown | {"icon": "flag", "title": "End of the term", "note": f"{product} is paid back on"}
    note = f"{product} interest, paid" if event.kind is Coming.INTEREST_PAID else f"{product} interest, credited"
    return shown | {"icon": "plus", "amount": event.amount, "title": "Interest", "note": note}


def open_tasks(request: HttpRequest) -> list[Task]:
    missing = documents_missing(request.client)
    if not missing:
        return []
    title = f"{missing} document{'s' if missing > 1 else ''} to provide"
    return [Task("folder", title, "We need them before you can invest.", reverse("portal:documents"), "Provide")]


def latest(investments: Sequence[Investment]) -> list[ActivityLine]:
    return activity_of(investments)[:LATEST]
