"""Where a paper account's books are kept: what the adapter needs of it, whatever stands behind."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from trading.brokers.facts import CashState, FillState
from trading.domain.paper.events import Event
from trading.domain.paper.values import Order, State


class Book(Protocol):
    """One account's books; raises NotSent if they cannot be reached, OutcomeUnknown if nobody knows what was kept."""

    def now(self) -> datetime:
        """The book's clock."""
        ...

    def read(self) -> State:
        """The state as it was kept last."""
        ...

    def held(self) -> AbstractContextManager[State]:
        """The state, nobody else's until the block ends; what was saved in it is kept then, or nothing if it fails."""
        ...

    def save(self, state: State, events: Sequence[Event]) -> None:
        """Keep the state and the events that made it; only within `held`."""
        ...

    def order(self, *, reference: str = "", id: str = "") -> Order | None:
        """An order by our reference or its number, also if it is over."""
        ...

    def fills(self, since: datetime) -> Sequence[FillState]:
        """Oldest first."""
        ...

    def cash(self, since: datetime) -> Sequence[CashState]:
        """Oldest first."""
        ...
