"""The words of a fee schedule: what is charged, on what, how often, and from where it is taken."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from enum import StrEnum


class FeeKind(StrEnum):
    """What a fee is for; the name is its word in the ledger's codes."""

    MANAGEMENT = "management"
    PERFORMANCE = "performance"
    WITHDRAWAL = "withdrawal"
    EARLY_REDEMPTION = "early_redemption"

    @property
    def label(self) -> str:
        return f"{self.value.capitalize().replace('_', ' ')} fee"

    @property
    def account_word(self) -> str:
        return "".join(word.capitalize() for word in self.value.split("_"))


class ManagementBase(StrEnum):
    """What a management fee is a share of, at the end of the day before."""

    PRINCIPAL = "principal"
    VALUE = "value"


class Every(StrEnum):
    """How often a fee is charged."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    REDEMPTION = "redemption"


class TakenFrom(StrEnum):
    """Where a charge is taken from: interest that is kept, as far as it goes, and a bill for the rest; or a bill."""

    INTEREST = "interest"
    BILL = "bill"


_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}


def is_month_end(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def ends_period(every: Every, day: date) -> bool:
    """Whether a fee charged `every` so often is charged to the end of `day`; never for one charged at redemption."""
    return every in _MONTHS and is_month_end(day) and day.month % _MONTHS[every] == 0
