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


@dataclass(frozen=True, slots=True)
class AccountBalances:
    """One account's balances at the ends of several dates, debit minus credit."""

    account: int
    code: str
    kind: str
    label: str
    balances: tuple[Money, ...]

    @property
    def currency(self) -> str:
        return self.balances[0].currency


@dataclass(frozen=True, slots=True)
class KindFlow:
    """What one kind of entry brought into some accounts in a month, and what it took out (negative)."""

    month: date
    kind: str
    received: Money
    paid: Money


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """An account as others may know it."""

    account: int
    code: str
    kind: str
    label: str
    currency: str


@dataclass(frozen=True, slots=True)
class EntryLeg:
    """One leg of an entry, with its account's code and label."""

    account: int
    code: str
    label: str
    amount: Money

    @property
    def turned(self) -> Money:
        """As it stands on the other side."""
        return -self.amount


@dataclass(frozen=True, slots=True)
class RunningMovement:
    """A movement, the account's balance after it, and the codes of the accounts on the other side."""

    movement: Movement
    balance: Money
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MonthMovement:
    """What moved on one account in one calendar month, debit minus credit."""

    code: str
    kind: str
    label: str
    month: date
    amount: Money
