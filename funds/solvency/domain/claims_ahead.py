"""What one investment will ask for: interest on its days, and at each window the whole claim that may leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import takewhile

from fidus.lib.money import Money
from funds.domain.calendars import Calendar, next_business_day
from funds.domain.interest import (
    InterestRule,
    PrincipalChange,
    anniversary,
    full_months,
    interest_between,
    principal_at,
)
from funds.domain.windows import WindowRule, windows
from funds.solvency.domain.cash_items import CashItem, CashKind

_DAY = timedelta(days=1)


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
    was made out, None for none; `matures_on`: the day on which all of it is paid back, None where no end is agreed.
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


def claims_ahead(standing: Standing, *, as_of: date, until: date) -> list[CashItem]:
    """Its items from `as_of` to `until` by day; what fell due before is due now."""
    standing = replace(standing, rule=_as_asked(standing))
    ends_on = _ends_on(standing)
    interest = [*standing.unpaid, *_to_come(standing, min(until, ends_on or until))]
    items = [_rolled(standing, due_on, CashKind.INTEREST, amount, as_of) for due_on, amount in interest]
    items += _leaving(standing, interest, as_of)
    items += _redeemable(standing, interest, as_of, until if ends_on is None else min(until, ends_on - _DAY))
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


def _to_come(standing: Standing, until: date) -> Iterator[tuple[date, Money]]:
    """Interest months not made out yet, by anniversary; the night makes them out, so one may be of yesterday."""
    if not standing.pays_out:
        return
    rule = standing.rule
    month = full_months(rule.earns_from, standing.made_out_until or rule.earns_from) + 1
    while (due_on := anniversary(rule.earns_from, month)) <= until:
        amount = interest_between(rule, anniversary(rule.earns_from, month - 1), due_on)
        if amount:
            yield due_on, amount
        month += 1


def _leaving(standing: Standing, interest: list[tuple[date, Money]], as_of: date) -> Iterator[CashItem]:
    for one in standing.asked:
        amount = one.amount
        if one.full and not one.settled:
            amount = _claim(standing, interest, as_of, one.window_on, besides=one)
        yield _item(
            standing, max(one.pay_on, as_of), CashKind.REQUESTED, amount, note=one.number, overdue=one.pay_on < as_of
        )
    ends_on = _ends_on(standing)
    if ends_on is not None and ends_on == standing.matures_on:
        claim = _claim(standing, interest, as_of, ends_on)
        if claim.amount > 0:
            yield _rolled(standing, ends_on, CashKind.MATURES, claim, as_of)


def _redeemable(standing: Standing, interest: list[tuple[date, Money]], as_of: date, until: date) -> Iterator[CashItem]:
    """The claim at each window for which notice can still be given."""
    ahead = windows(
        standing.window_rule,
        earns_from=standing.rule.earns_from,
        notice_days=standing.notice_days,
        business_days=standing.calendar,
        start=as_of + _DAY,
    )
    for window in takewhile(lambda window: window.opens_on <= until, ahead):
        claim = _claim(standing, interest, as_of, window.opens_on)
        if window.notice_by >= as_of and claim.amount > 0:
            note = f"notice by {window.notice_by:%-d %b %Y}"
            yield _rolled(standing, window.opens_on, CashKind.REDEEMABLE, claim, as_of, note=note)


def _claim(
    standing: Standing, interest: list[tuple[date, Money]], as_of: date, on: date, *, besides: Asked | None = None
) -> Money:
    """What could be claimed on a day: owed and earned by then, less interest paid by then and what is asked for."""
    claim = standing.owed + interest_between(standing.rule, min(as_of, on), on)
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
