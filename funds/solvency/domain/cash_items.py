"""What the firm will have to pay, item by item: on which day, for what, to whom, and how certain it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fidus.lib.money import Money


class CashKind(StrEnum):
    """The value is the word people read."""

    INTEREST = "Interest"
    REQUESTED = "Redemption asked for"
    MATURES = "End of the term"
    COSTS = "Operating costs"
    REDEEMABLE = "May be redeemed"

    @property
    def certain(self) -> bool:
        """Whether it must be paid as things stand; what may be redeemed is paid only if a client asks."""
        return self is not CashKind.REDEEMABLE

    @property
    def estimated(self) -> bool:
        return self is CashKind.COSTS


@dataclass(frozen=True, slots=True)
class CashItem:
    """`amount` leaves the firm on `on`; `investment` is its number, empty for costs; `overdue` is due before today.

    What may be redeemed is the whole claim on that window's day, so the items of one investment's windows are
    alternatives: they do not add up.
    """

    on: date
    kind: CashKind
    amount: Money
    investment: str = ""
    investment_id: int | None = None
    client: str = ""
    client_number: str = ""
    fund: str = ""
    note: str = ""
    overdue: bool = False
