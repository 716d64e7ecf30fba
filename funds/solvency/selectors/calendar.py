"""The cash calendar: what comes due beside what there is to pay with, in the firm's currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from funds.domain.interest import anniversary
from funds.solvency.domain.cash_items import CashItem
from funds.solvency.domain.cash_line import CashLine, cash_line
from funds.solvency.domain.haircuts import LiquidAsset, counted
from funds.solvency.selectors.facts import position


@dataclass(frozen=True)
class CashCalendar:
    """`items` are all of them by day; `notes` say what is left out or old."""

    currency: str
    line: CashLine
    items: list[CashItem]
    assets: list[LiquidAsset]
    notes: list[str]


def cash_calendar(*, as_of: date, months: int) -> CashCalendar:
    """From `as_of` over `months` calendar months, the running one included."""
    until = anniversary(as_of.replace(day=1), months) - timedelta(days=1)
    found = position(as_of=as_of, until=until)
    liquid = counted(found.assets, found.currency)
    line = cash_line(found.items, liquid=liquid, as_of=as_of, months=months)
    return CashCalendar(found.currency, line, found.items, found.assets, found.notes)
