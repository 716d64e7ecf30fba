"""What one investment will ask for: interest on its days, and at each window the whole claim that may leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, partial
from itertools import takewhile

from fidus.lib.money import Money
from funds.domain.calendars import Calendar, next_business_day
from funds.domain.interest import (
    InterestRule,
    PrincipalChange,
    anniversary,
    cumulative_interest,
    full_months,
    principal_at,
)
from funds.domain.windows import WindowRule, windows
from funds.solvency.domain.cash_items import CashItem, CashKind

_DAY = timedelta(days=1)
# All interest earned up to a day.
Earned = Callable[[date], Money]


@dataclass(frozen=True, slots=True)
class Asked:
    """A redemption on its way: `amount` is what is sent once it is `settled`, before that the principal asked for.

    One that is `full` takes everything there is on `window_on`.
    """

    number: str
    window_on: date
    pay_on: date
    amount: Money
    full: bool
    settled: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """An investment as it stands on a day: `owed` is all the client could claim, as the ledger has it.

    `unpaid`: interest made out but not paid, by the day it fell due; `made_out_until`: the last day for which interest
    was made out, None for none; `matures_on`: the day on which all of it is paid back, None where no end is agreed;
    `taken`: interest that settled redemptions took along, by day.
    """

    number: str
    investment_id: int
    client: str
    client_number: str
    fund: str
    rule: InterestRule
    owed: Money
    pays_out: bool
    window_rule: WindowRule
    notice_days: int
    calendar: Calendar
    made_out_until: date | None = None
    unpaid: tuple[tuple[date, Money], ...] = ()
    asked: tuple[Asked, ...] = ()
    matures_on: date | None = None
    taken: tuple[tuple[date, Money], ...] = ()


def claims_ahead(standing: Standing, *, as_of: date, until: date) -> list[CashItem]:
    """Its items from `as_of` to `until` by day; what fell due before is due now."""
    rule = _as_asked(standing)
    # Each day's total is wanted several times, and exact fractions are slow.
    earned = cache(lambda day: cumulative_interest(rule, day))
    ends_on = _ends_on(standing)
    interest = [*standing.unpaid, *_to_come(standing, earned, min(until, ends_on or until))]
    claim = partial(_claim, standing, earned, interest, as_of)
    items = [_rolled(standing, due_on, CashKind.INTEREST, amount, as_of) for due_on, amount in interest]
    items += _leaving(standing, claim, as_of)
    items += _redeemable(standing, claim, as_of, until if ends_on is None else min(until, ends_on - _DAY))
    return sorted((item for item in items if item.on <= until), key=lambda item: (item.on, item.kind.value))


def _as_asked(standing: Standing) -> InterestRule:
    """What is asked for earns no more from its window on."""
    rule = standing.rule
    for one in standing.asked:
        if not one.settled:
            leaves = principal_at(rule, one.window_on) if one.full else one.amount
            rule = replace(rule, changes=(*rule.changes, PrincipalChange(one.window_on, leaves)))
    return rule


def _ends_on(standing: Standing) -> date | None:
    """The day on which nothing is left of it, if one is known."""
    ends = [one.window_on for one in standing.asked if one.full and not one.settled]
    return min([*ends, *([standing.matures_on] if standing.matures_on else [])], default=None)


def _to_come(standing: Standing, earned: Earned, until: date) -> Iterator[tuple[date, Money]]:
    """Interest months not made out yet, by anniversary; the night makes them out, so one may be of yesterday."""
    if not standing.pays_out:
        return
    since = standing.rule.earns_from
    month = full_months(since, standing.made_out_until or since) + 1
    while (due_on := anniversary(since, month)) <= until:
        began_on = anniversary(since, month - 1)
        amount = earned(due_on) - earned(began_on)
        for effective_on, taken in standing.taken:
            if began_on < effective_on <= due_on:
                amount -= taken
        if amount.amount > 0:
            yield due_on, amount
        month += 1


def _leaving(standing: Standing, claim: Callable[..., Money], as_of: date) -> Iterator[CashItem]:
    for one in standing.asked:
        amount = one.amount
        if one.full and not one.settled:
            amount = claim(one.window_on, besides=one)
        yield _item(
            standing, max(one.pay_on, as_of), CashKind.REQUESTED, amount, note=one.number, overdue=one.pay_on < as_of
        )
    ends_on = _ends_on(standing)
    if ends_on is not None and ends_on == standing.matures_on:
        rest = claim(ends_on)
        if rest.amount > 0:
            yield _rolled(standing, ends_on, CashKind.MATURES, rest, as_of)


def _redeemable(standing: Standing, claim: Callable[..., Money], as_of: date, until: date) -> Iterator[CashItem]:
    """The claim at each window for which notice can still be given."""
    ahead = windows(
        standing.window_rule,
        earns_from=standing.rule.earns_from,
        notice_days=standing.notice_days,
        business_days=standing.calendar,
        start=as_of + _DAY,
    )
    for window in takewhile(lambda window: window.opens_on <= until, ahead):
        if window.notice_by >= as_of and (whole := claim(window.opens_on)).amount > 0:
            note = f"notice by {window.notice_by:%-d %b %Y}"
            yield _rolled(standing, window.opens_on, CashKind.REDEEMABLE, whole, as_of, note=note)


def _claim(
    standing: Standing,
    earned: Earned,
    interest: list[tuple[date, Money]],
    as_of: date,
    on: date,
    *,
    besides: Asked | None = None,
) -> Money:
    """What could be claimed on a day: owed and earned by then, less interest paid by then and what is asked for."""
    claim = standing.owed + earned(on) - earned(min(as_of, on))
    for due_on, amount in interest:
        if due_on <= on:
            claim -= amount
    for one in standing.asked:
        if one is not besides:
            claim -= one.amount
    return claim


def _rolled(
    standing: Standing, due_on: date, kind: CashKind, amount: Money, as_of: date, *, note: str = ""
) -> CashItem:
    """Paid on the next business day, now if that is past."""
    on = next_business_day(standing.calendar, due_on)
    return _item(standing, max(on, as_of), kind, amount, note=note, overdue=on < as_of)


def _item(
    standing: Standing, on: date, kind: CashKind, amount: Money, *, note: str = "", overdue: bool = False
) -> CashItem:
    return CashItem(
        on,
        kind,
        amount,
        investment=standing.number,
        investment_id=standing.investment_id,
        client=standing.client,
        client_number=standing.client_number,
        fund=standing.fund,
        note=note,
        overdue=overdue,
    )
