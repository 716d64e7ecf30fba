"""The reconciliation statement: from the ledger's balance to the bank's, item by item, and what nothing explains."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fidus.lib.money import Money, total

# Upper ends of the ages of unmatched items, in days.
AGES = (7, 30, 60, 90)


@dataclass(frozen=True, slots=True)
class Open:
    """One item without its counterpart on the day: in the ledger and not at the bank, or the other way round."""

    key: int
    on: date
    amount: Money
    text: str


@dataclass(frozen=True, slots=True)
class Bucket:
    label: str
    count: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """`difference` is what the bank states minus what ledger and open items lead to: 0.00, or shown."""

    as_of: date
    ledger: Money
    not_at_bank: tuple[Open, ...]
    not_in_ledger: tuple[Open, ...]
    bank: Money | None
    stated_on: date | None

    @property
    def currency(self) -> str:
        return self.ledger.currency

    @property
    def in_transit(self) -> Money:
        return total((one.amount for one in self.not_at_bank), self.currency)

    @property
    def to_book(self) -> Money:
        return total((one.amount for one in self.not_in_ledger), self.currency)

    @property
    def led_to(self) -> Money:
        """The ledger without what the bank has not seen, with what only the bank has."""
        return self.ledger - self.in_transit + self.to_book

    @property
    def difference(self) -> Money | None:
        return None if self.bank is None else self.bank - self.led_to

    @property
    def is_explained(self) -> bool:
        return self.difference is not None and not self.difference


def ages(items: Sequence[Open], *, as_of: date, currency: str) -> list[Bucket]:
    """How old the open items are, in days."""
    starts = (0, *(end + 1 for end in AGES))
    buckets = []
    for start, end in zip(starts, (*AGES, None), strict=True):
        within = [one for one in items if (age := (as_of - one.on).days) >= start and (end is None or age <= end)]
        label = f"{start} to {end} days" if end is not None else f"over {AGES[-1]} days"
        buckets.append(Bucket(label, len(within), total((one.amount for one in within), currency)))
    return buckets
