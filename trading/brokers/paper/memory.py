"""Books kept in memory: for tests, and for runs whose end nobody needs to survive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from threading import RLock

from trading.brokers.facts import CashState, FillState
from trading.domain.paper.applying import order_from
from trading.domain.paper.events import Accepted, Changed, Ended, Event, Filled, Moved, OfOrder, Triggered, order_of
from trading.domain.paper.pen import Outcome
from trading.domain.paper.values import Order, State


class MemoryBook:
    """A state and its events; `clock` stands still until somebody moves it."""

    def __init__(self, opened: Outcome, clock: datetime) -> None:
        self.state, self.clock = opened[0], clock
        self.events: list[Event] = list(opened[1])
        self._lock = RLock()

    def now(self) -> datetime:
        return self.clock

    def read(self) -> State:
        return self.state

    @contextmanager
    def held(self) -> Iterator[State]:
        with self._lock:
            before, written = self.state, len(self.events)
            try:
                yield before
            except BaseException:
                self.state = before
                del self.events[written:]
                raise

    def save(self, state: State, events: Sequence[Event]) -> None:
        self.state = state
        self.events.extend(events)

    def order(self, *, reference: str = "", id: str = "") -> Order | None:
        wanted = id or next(
            (e.order.id for e in self.events if isinstance(e, Accepted) and e.order.reference == reference), None
        )
        return order_from(event for event in self._of_orders() if order_of(event) == wanted)

    def fills(self, since: datetime) -> Sequence[FillState]:
        return [event.fill for event in self.events if isinstance(event, Filled) and event.at >= since]

    def cash(self, since: datetime) -> Sequence[CashState]:
        return [event.cash for event in self.events if isinstance(event, Moved) and event.at >= since]

    def _of_orders(self) -> Iterator[OfOrder]:
        for event in self.events:
            if isinstance(event, Accepted | Changed | Triggered | Filled | Ended):
                yield event
