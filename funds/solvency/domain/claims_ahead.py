"""What one investment will ask for: interest on its days, and at each window the whole claim that may leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from fidus.lib.money import Money
from funds.domain.calendars import Calendar, next_business_day
from funds.domain.interest import InterestRule, anniversary, full_months, interest_between
from funds.domain.windows import WindowRule, windows
from funds.solvency.domain.cash_items import CashItem, CashKind

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """An investment as it stands on a day: `owed` is principal and all interest not paid out, as the ledger has it.

    `unpaid`: interest made out but not paid, by the day it fell due; `made_out_until`: the last day for which interest
    was made out, None for none; `asked_for`: redemptions on their way, amount by day of payment.
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
    asked_for: tuple[tuple[date, Money], ...] = ()


def claims_ahead(standing: Standing, *, as_of: date, until: date) -> list[CashItem]:
    """Its items from `as_of` to `until` by day; what fell due before is due now."""
    interest = [*standing.unpaid, *_to_come(standing, until)]
    items = [_interest_item(standing, due_on, amount, as_of) for due_on, amount in interest]
    items += [
        _item(standing, max(on, as_of), CashKind.REQUESTED, amount, overdue=on < as_of)
        for on, amount in standing.asked_for
    ]
    items += _redeemable(standing, interest, as_of, until)
    return sorted((item for item in items if item.on <= until), key=lambda item: (item.on, item.kind.value))


def _to_come(standing: Standing, until: date) -> Iterator[tuple[date, Money]]:
    """Interest months not made out yet, by anniversary; the night makes them out, so one may be of yesterday."""
    if not standing.pays_out:
        return
    rule = standing.rule
    month = full_months(rule.earns_from, standing.made_out_until or rule.earns_from) + 1
    while (due_on := anniversary(rule.earns_from, month)) <= until:
        yield due_on, interest_between(rule, anniversary(rule.earns_from, month - 1), due_on)
        month += 1


def _redeemable(standing: Standing, interest: list[tuple[date, Money]], as_of: date, until: date) -> Iterator[CashItem]:
    """The claim at each window for which notice can still be given: nothing of it is owed to others by then."""
    asked = Money.zero(standing.owed.currency)
    for _, amount in standing.asked_for:
        asked += amount
    ahead = windows(
        standing.window_rule,
        earns_from=standing.rule.earns_from,
        notice_days=standing.notice_days,
        business_days=standing.calendar,
        start=as_of + _DAY,
    )
    for window in takewhile(lambda window: window.opens_on <= until, ahead):
        if window.notice_by < as_of:
            continue
        claim = standing.owed - asked + interest_between(standing.rule, as_of, window.opens_on)
        for due_on, amount in interest:
            if due_on <= window.opens_on:
                claim -= amount
        if claim.amount > 0:
            on = next_business_day(standing.calendar, window.opens_on)
            yield _item(standing, on, CashKind.REDEEMABLE, claim, note=f"notice by {window.notice_by:%-d %b %Y}")


def _interest_item(standing: Standing, due_on: date, amount: Money, as_of: date) -> CashItem:
    on = next_business_day(standing.calendar, due_on)
    return _item(standing, max(on, as_of), CashKind.INTEREST, amount, overdue=on < as_of)


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
