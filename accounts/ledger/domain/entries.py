"""What is posted and what comes back: values that cross the ledger's border."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from fidus.lib.money import Money


@dataclass(frozen=True, slots=True)
class Leg:
    """One account's part of an entry: debit positive, credit negative."""

    account: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry to be posted under a key that makes posting it twice harmless.

    `kind`, `text`, `value_on` and the legs are its content: the key is bound to them for ever. When and by whom it was
    written down (`booked_on`, `event`) may differ when the same thing is posted again.
    """

    key: str
    kind: str
    text: str
    booked_on: date
    value_on: date
    legs: Sequence[Leg]
    event: int | None = None
    reverses: int | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class Posted:
    """The entry's id, and whether the key had been posted before."""

    entry: int
    replayed: bool


@dataclass(frozen=True, slots=True)
class PostedBatch:
    """How many transfers were posted now, and how many had been before."""

    posted: int
    replayed: int


@dataclass(frozen=True, slots=True)
class Movement:
    """One leg with what its entry says; `seal` is None until the entry is sealed."""

    entry: int
    seal: int | None
    key: str
    kind: str
    text: str
    booked_on: date
    value_on: date
    account: int
    amount: Money


@dataclass(frozen=True, slots=True)
class TrialBalanceLine:
    """One account's balance, on the side where it stands; the other side is zero."""

    account: int
    code: str
    kind: str
    label: str
    debit: Money
    credit: Money
