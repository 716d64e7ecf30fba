"""What brokers say is open, less what orders of ours are closing of it already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from trading.brokers.facts import Side
from trading.models import BrokerAccount, Position
from trading.orders.domain.instruction_states import ENDS_HERE, OPEN
from trading.orders.models import Instruction, Purpose

NOTHING = Decimal(0)


@dataclass(slots=True)
class OpenPosition:
    """`closing` of its `volume` is in orders of ours already; `number` is the broker's."""

    account_id: int
    number: str
    symbol: str
    side: Side
    volume: Decimal
    closing: Decimal = NOTHING

    @property
    def left(self) -> Decimal:
        return max(self.volume - self.closing, NOTHING)


def open_positions(accounts: Sequence[BrokerAccount], *, symbol: str = "") -> list[OpenPosition]:
    """Those of the accounts, oldest first, as they were last seen; in two queries.

    What was filled of a closing order since then is still counted as closing: it is better to close too little at first
    than to turn a position round.
    """
    rows = Position.objects.filter(account__in=accounts, closed_at=None).order_by("account", "opened_at", "pk")
    held = [
        OpenPosition(row.account_id, row.number, row.symbol, Side(row.side), row.volume)
        for row in (rows.filter(symbol=symbol) if symbol else rows)
    ]
    numbered, others = _closing(accounts)
    for position in held:
        wanted = numbered.get((position.account_id, position.number), NOTHING)
        key = (position.account_id, position.symbol, position.side.opposite)
        taken = min(others.get(key, NOTHING), max(position.volume - wanted, NOTHING))
        position.closing = wanted + taken
        if taken:
            others[key] -= taken
    return held


def _closing(
    accounts: Sequence[BrokerAccount],
) -> tuple[dict[tuple[int, str], Decimal], dict[tuple[int, str, Side], Decimal]]:
    """Volumes by position where an order names one, and by symbol and side of the order where it names none."""
    seen = F("account__standing__seen_at")
    rows = (
        Instruction.objects.filter(account__in=accounts)
        .exclude(purpose=Purpose.OPEN)
        .exclude(state__in=ENDS_HERE)
        .filter(Q(state__in=OPEN) | Q(done_at__gte=seen) | Q(account__standing=None, done_at=None))
        .annotate(before=Coalesce(Sum("fills__volume", filter=Q(fills__recorded_at__lt=seen)), NOTHING))
    )
    numbered: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    others: dict[tuple[int, str, Side], Decimal] = defaultdict(Decimal)
    for row in rows:
        works = row.purpose == Purpose.REDUCE and row.state in OPEN
        volume = (row.volume if works else max(row.filled, row.told_filled)) - row.before
        if volume <= 0:
            continue
        if row.closes:
            numbered[row.account_id, row.closes] += volume
        else:
            others[row.account_id, row.symbol, Side(row.side)] += volume
    return dict(numbered), dict(others)
