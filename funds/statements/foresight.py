"""What comes next: interest, payments, ends of incubation, notice and windows of the months after a statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from funds.domain.calendars import next_business_day
from funds.domain.interest import anniversary, full_months, interest_between
from funds.statements.facts import InvestmentFacts
from funds.statements.figures import Coming, InvestmentFigures
from funds.statements.investment import rule_of
from funds.statements.words import day_month, month, short

_DAY = timedelta(days=1)
_AHEAD = 3
ALL = "All"


def coming(
    investments: Sequence[InvestmentFacts], figures: Sequence[InvestmentFigures], *, end: date
) -> Iterator[Coming]:
    """The events of the three months after `end`, by date; one line where all investments share it."""
    until = anniversary(end + _DAY, _AHEAD) - _DAY
    events: list[Coming] = []
    alive = [(one, figure) for one, figure in zip(investments, figures, strict=True) if figure.owed > 0]
    for one, figure in alive:
        events += [event for event in _of(one, figure, end) if end < event.on <= until]
    shared: dict[tuple[date, str], list[Coming]] = {}
    for event in events:
        shared.setdefault((event.on, event.what), []).append(event)
    for (on, what), group in sorted(shared.items(), key=lambda item: (item[0][0], item[1][0].investment, item[0][1])):
        if len(group) == len(alive) > 1 and all(event.amount is None for event in group):
            yield Coming(on, ALL, what, None)
        else:
            yield from group


def _of(one: InvestmentFacts, figure: InvestmentFigures, end: date) -> Iterator[Coming]:
    terms = figure.terms
    if terms.window and terms.notice_by:
        yield Coming(terms.notice_by, one.number, f"Last day of notice for the window of {short(terms.window)}", None)
        yield Coming(terms.window, one.number, "Redemption window", None)
    if terms.incubation_start and one.earns_from > end:
        yield Coming(one.earns_from, one.number, "Incubation ends, interest begins", None)
    if not figure.principal:
        return
    if one.agreed.pays_out:
        yield from _payments(one, figure, end)
    else:
        yield from _accruals(one, figure, end)


def _payments(one: InvestmentFacts, figure: InvestmentFigures, end: date) -> Iterator[Coming]:
    """An interest month's interest, paid on its anniversary or the next business day."""
    rule, done = rule_of(one), full_months(one.earns_from, end)
    for number in range(done, done + _AHEAD + 1):
        since, on = anniversary(one.earns_from, number), anniversary(one.earns_from, number + 1)
        paid_on = next_business_day(one.agreed.business_days, on)
        moved = f" ({day_month(on)} is a {on:%A})" if paid_on != on and on.weekday() >= 5 else ""
        what = f"Interest of {day_month(since)} to {day_month(on)} paid out{moved}"
        yield Coming(paid_on, one.number, what, interest_between(rule, since, on).amount)


def _accruals(one: InvestmentFacts, figure: InvestmentFigures, end: date) -> Iterator[Coming]:
    """Interest of each calendar month to come."""
    rule = rule_of(one)
    for ahead in range(_AHEAD):
        first = anniversary(end + _DAY, ahead)
        last = anniversary(first, 1) - _DAY
        since = max(first - _DAY, one.earns_from)
        if since < last:
            days = (last - since).days
            what = f"Interest for {month(first)} accrues, {days} {'day' if days == 1 else 'days'}"
            yield Coming(last, one.number, what, interest_between(rule, since, last).amount)
