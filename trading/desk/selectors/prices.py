"""The prices that matter now: of what is worked on or held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q

from fidus.lib import clock
from trading.market.models import Instrument
from trading.models import Position
from trading.monitor.domain.figures import STALE_AFTER
from trading.orders.domain.instruction_states import OPEN
from trading.orders.models import Instruction

MOST = 30


@dataclass(frozen=True, slots=True)
class Price:
    instrument_id: int
    symbol: str
    server: str
    bid: Decimal | None
    ask: Decimal | None
    spread: Decimal | None
    received_at: datetime
    is_stale: bool


def prices() -> Sequence[Price]:
    """Of instruments with a quote, at most MOST, by symbol; `spread` in ticks. One query."""
    same = {
        "account__platform": OuterRef("platform"),
        "account__server": OuterRef("server"),
        "symbol": OuterRef("symbol"),
    }
    worked = Instruction.objects.filter(**same, state__in=list(OPEN))
    held = Position.objects.filter(**same, closed_at=None)
    rows = Instrument.objects.filter(Q(Exists(worked)) | Q(Exists(held)), quote__isnull=False).select_related("quote")
    now = clock.now()
    return [
        Price(
            one.pk, one.symbol, one.server, one.quote.bid, one.quote.ask,
            (one.quote.ask - one.quote.bid) / one.tick_size if one.quote.bid and one.quote.ask else None,
            one.quote.received_at, now - one.quote.received_at > STALE_AFTER,
        )
        for one in rows.order_by("symbol", "server", "pk")[:MOST]
    ]  # fmt: skip
