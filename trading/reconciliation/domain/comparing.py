"""What is compared, and what a look at both sides does to a break. Amounts are the account's, volumes its units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from trading.reconciliation.domain.break_states import BreakAction, BreakState

# A terminal that has just logged in may tell a balance before the deals that made it (docs/brokers.md).
PATIENCE = timedelta(seconds=90)
# A look at an account takes a while, and says one moment for all that it saw.
ABOUT = timedelta(seconds=10)
# These tell every movement of their balance; the others tell of no deposits, dividends or charges (docs/brokers.md).
TELLS_CASH = frozenset({"mt5", "paper", "alpaca"})


class Kind(StrEnum):
    BALANCE = "balance"
    CASH = "cash"
    POSITION = "position"
    ORDER = "order"
    HOLDING = "holding"

    @property
    def is_money(self) -> bool:
        return self in {Kind.BALANCE, Kind.CASH}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One figure of an account, as we make it and as its broker tells it, at one sighting (`seen_at`, our clock).

    `subject` is the symbol of a position or a holding, the number of an order, `credit` of the credit beside a balance.
    `smallest` is the least amount that counts: a minor unit of money, nothing of volumes.
    """

    account: int
    kind: Kind
    subject: str
    ours: Decimal
    theirs: Decimal
    seen_at: datetime
    live: bool  # told by a look at the account; not: by a report, which is whole
    smallest: Decimal = Decimal(0)

    @property
    def difference(self) -> Decimal:
        """What the broker has more than we make of it."""
        return self.theirs - self.ours

    @property
    def agrees(self) -> bool:
        return abs(self.difference) < self.smallest if self.smallest else self.difference == 0


@dataclass(frozen=True, slots=True)
class Accepted:
    """A difference that two people let stand, and how far around it the figures may move."""

    difference: Decimal
    band: Decimal = Decimal(0)

    def covers(self, difference: Decimal) -> bool:
        return abs(difference - self.difference) <= self.band


def first_state(found: Compared) -> BreakState:
    """Of a break that is found: what a look tells may be half of something, what a report tells is not."""
    return BreakState.SUSPECTED if found.live else BreakState.OPEN


def what_happens(state: BreakState, since: datetime, accepted: Accepted | None, found: Compared) -> BreakAction | None:
    """What `found` does to a break that was first seen at `since`; None: it stays as it is."""
    if found.agrees:
        # What was reported since that sighting is not disproved by it.
        return BreakAction.AGREE if found.seen_at >= since else None
    if state is BreakState.SUSPECTED:
        # The very sighting that raised the suspicion proves nothing more by growing old.
        is_proved = not found.live or found.seen_at - since >= PATIENCE
        return BreakAction.CONFIRM if is_proved else None
    if state is BreakState.ACCEPTED:
        assert accepted is not None
        return None if accepted.covers(found.difference) else BreakAction.OUTGROW
    return None
