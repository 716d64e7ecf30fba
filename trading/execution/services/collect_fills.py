"""Trades of orders that their broker calls filled: only their prices are still missing, so only they are asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection

from trading.brokers.base import Broker
from trading.brokers.facts import FillState
from trading.orders.domain.taking import word_of
from trading.orders.models import Instruction
from trading.orders.services.take_words import Taken, take_words


def collect_fills(lacking: Collection[Instruction], broker: Broker, *, fence: Callable[[], None]) -> list[Taken]:
    """What became of those of one account that lack trades; raises what brokers raise, and LaneLost."""
    since = min(row.sent_at for row in lacking if row.sent_at) - broker.capabilities.clocks_differ
    by_reference = {row.reference: row.pk for row in lacking}
    by_number = {row.broker_order: row.pk for row in lacking if row.broker_order}
    traded: defaultdict[int, list[FillState]] = defaultdict(list)
    for fill in broker.fills(since):
        pk = by_reference.get(fill.reference) or by_number.get(fill.order_id)
        if pk is not None:
            traded[pk].append(fill)
    return take_words([word_of(pk, None, fills) for pk, fills in sorted(traded.items())], before=fence)
