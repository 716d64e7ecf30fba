"""What comes next: the end of incubation, interest, redemption windows and their notice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import takewhile

from fidus.lib.money import Money
from funds.domain.calendars import Calendar, next_business_day
from funds.domain.interest import anniversary, full_months, interest_between
from funds.domain.investment_states import HOLDING
from funds.domain.windows import Window, WindowRule, next_window, windows
from funds.models import InterestMode, Investment


class Coming(StrEnum):
    INCUBATION_ENDS = "Incubation ends"
    INTEREST_PAID = "Interest paid out"
    INTEREST_KEPT = "Interest month complete"
    NOTICE = "Last day of notice"
    WINDOW = "Redemption window"
    MATURES = "End of the term"


@dataclass(frozen=True, slots=True)
class Upcoming:
    """Something that will happen on a day; `amount` where money belongs to it, `window` where one does."""

    on: date
    kind: Coming
    investment: Investment
    amount: Money | None = None
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class NextDates:
    """The next of each; `window` is the first whose notice can still be given. All None before money has come."""

    incubation_ends: date | None
    interest_on: date | None
    interest: Money | None
    window: Window | None


@dataclass(slots=True)
class MonthAhead:
    """What the firm must be ready for in one month, by currency: interest to pay, principal whose window opens."""

    month: date
    interest: dict[str, Money] = field(default_factory=dict)
    redeemable: dict[str, Money] = field(default_factory=dict)


def next_dates(investment: Investment, as_of: date) -> NextDates:
    """Without a query if `terms` is loaded."""
    if investment.earns_from is None or investment.state not in HOLDING:
        return NextDates(None, None, None, None)
    rule = investment.rule
    month = full_months(rule.earns_from, as_of) + 1
    interest_on = anniversary(rule.earns_from, month)
    return NextDates(
        incubation_ends=rule.earns_from if rule.earns_from > as_of else None,
        interest_on=interest_on,
        interest=interest_between(rule, anniversary(rule.earns_from, month - 1), interest_on),
        window=next_window(as_of=as_of, **_window_terms(investment)),
    )


def schedule(investments: Iterable[Investment], *, as_of: date, until: date) -> list[Upcoming]:
    """Everything after `as_of` up to `until`, in order of days; the investments come with `terms__product`."""
    coming = [
        event
        for investment in investments
        if investment.earns_from is not None and investment.state in HOLDING
        for event in _coming(investment, as_of, until)
    ]
    return sorted(coming, key=lambda event: (event.on, event.investment.number, event.kind))


def coming_by_month(investments: Iterable[Investment], *, as_of: date, months: int = 12) -> list[MonthAhead]:
    """The month of `as_of` and those after it, `months` in all, for the firm's planning of cash."""
    first = as_of.replace(day=1)
    ahead = {anniversary(first, place): MonthAhead(anniversary(first, place)) for place in range(months)}
    until = anniversary(first, months) - timedelta(days=1)
    sums: dict[tuple[date, Coming], dict[str, Money]] = defaultdict(dict)
    for event in schedule(investments, as_of=as_of, until=until):
        money = event.investment.principal_left if event.kind is Coming.WINDOW else event.amount
        if money is not None:
            by_currency = sums[event.on.replace(day=1), event.kind]
            by_currency[money.currency] = by_currency.get(money.currency, Money.zero(money.currency)) + money
    for (month, kind), by_currency in sums.items():
        if kind is Coming.INTEREST_PAID:
            ahead[month].interest = by_currency
        elif kind is Coming.WINDOW:
            ahead[month].redeemable = by_currency
    return list(ahead.values())


def _coming(investment: Investment, as_of: date, until: date) -> Iterator[Upcoming]:
    rule, calendar = investment.rule, Calendar(investment.terms.calendar)
    ends_on = investment.matures_on
    if ends_on is not None:
        if as_of < ends_on <= until:
            yield Upcoming(ends_on, Coming.MATURES, investment, investment.principal_left)
        until = min(until, ends_on)
    if as_of < rule.earns_from <= until:
        yield Upcoming(rule.earns_from, Coming.INCUBATION_ENDS, investment)
    pays_out = investment.interest_mode == InterestMode.PAY_OUT
    # The month before, because a payment may roll over a weekend into the period asked for.
    month = max(full_months(rule.earns_from, as_of), 1)
    while (due_on := anniversary(rule.earns_from, month)) <= until:
        on = next_business_day(calendar, due_on) if pays_out else due_on
        if as_of < on <= until:
            amount = interest_between(rule, anniversary(rule.earns_from, month - 1), due_on)
            kind = Coming.INTEREST_PAID if pays_out else Coming.INTEREST_KEPT
            yield Upcoming(on, kind, investment, amount)
        month += 1
    following = windows(start=as_of + timedelta(days=1), **_window_terms(investment))
    for window in takewhile(lambda window: window.notice_by <= until, following):
        if as_of < window.notice_by:
            yield Upcoming(window.notice_by, Coming.NOTICE, investment, window=window)
        if window.opens_on <= until:
            yield Upcoming(window.opens_on, Coming.WINDOW, investment, window=window)


def _window_terms(investment: Investment) -> dict[str, object]:
    terms = investment.terms
    return {
        "rule": WindowRule(terms.window_rule),
        "earns_from": investment.earns_from,
        "notice_days": terms.notice_business_days,
        "business_days": Calendar(terms.calendar),
    }
