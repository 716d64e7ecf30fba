"""Orders that are not over, the ones that somebody has to look at first; what was filled and refused today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, QuerySet, Value, When

from fidus.lib import clock
from trading.desk.domain.looks import ORDERS
from trading.desk.selectors.ways import account_label, priced
from trading.orders.domain.instruction_states import OPEN
from trading.orders.models import Fill, Instruction

MOST, LATELY = 100, 30
# An order that was sent and of which nothing has been heard for so long is nothing that goes on by itself.
LATE_AFTER = timedelta(seconds=5)
_FIRST = ("unknown", "held", "sending", "ready", "partial", "accepted")


@dataclass(frozen=True, slots=True)
class WorkingOrder:
    """`since` is when it came to stand as it does, as far as we know; `is_late` what should not take so long."""

    order: Instruction
    account: str
    since: datetime
    is_late: bool

    @property
    def look(self) -> tuple[str, str]:
        return ORDERS[self.order.state]

    @property
    def priced(self) -> str:
        return priced(self.order)


@dataclass(frozen=True, slots=True)
class Working:
    """The first `MOST` of `total`."""

    orders: Sequence[WorkingOrder]
    by_state: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def unknown(self) -> int:
        return self.by_state.get("unknown", 0)

    @property
    def held(self) -> int:
        return self.by_state.get("held", 0)


def working(orders: QuerySet[Instruction]) -> Working:
    """Of `orders`. Two queries."""
    open_ones = orders.filter(state__in=list(OPEN))
    counted = open_ones.order_by().values_list("state").annotate(Count("pk"))
    rank = Case(*(When(state=state, then=Value(place)) for place, state in enumerate(_FIRST)), default=Value(9))
    rows = open_ones.select_related("account", "strategy", "signal").order_by(rank, "pk")[:MOST]
    now = clock.now()
    return Working([_working(row, now) for row in rows], dict(counted))


def filled_today(fills: QuerySet[Fill]) -> list[Fill]:
    """The newest of the UTC day, at most LATELY."""
    rows = fills.filter(recorded_at__gte=today_began()).select_related("account", "instruction__strategy")
    return list(rows.order_by("-pk")[:LATELY])


def refused_today(orders: QuerySet[Instruction]) -> list[Instruction]:
    """What brokers rejected or never had, of the UTC day, newest first, at most LATELY."""
    rows = orders.filter(state__in=["rejected", "absent"], done_at__gte=today_began())
    return list(rows.select_related("account", "strategy", "signal").order_by("-pk")[:LATELY])


def today_began() -> datetime:
    return clock.now().replace(hour=0, minute=0, second=0, microsecond=0)


def _working(order: Instruction, now: datetime) -> WorkingOrder:
    since = order.sent_at if order.state in {"unknown", "sending"} and order.sent_at else order.placed_at
    is_late = order.state == "unknown" or (order.state in {"ready", "sending"} and now - since > LATE_AFTER)
    return WorkingOrder(order, account_label(order), since, is_late)
