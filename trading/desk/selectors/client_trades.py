"""What was traded on accounts that are shared with a client: by day, no strategies, no orders, no positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from fidus.lib import clock
from trading.orders.models import Fill

DAYS, MOST = 30, 200


@dataclass(frozen=True, slots=True)
class Trade:
    at: datetime
    symbol: str
    side: str
    volume: Decimal
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class TradeDay:
    """A day in the reader's zone, its trades newest first."""

    on: date
    trades: Sequence[Trade]


def trades_by_day(accounts: Mapping[int, date]) -> dict[int, list[TradeDay]]:
    """By account, which comes with the day from which it is theirs to see; the newest MOST of the last DAYS days.

    One query, of columns that clients may read alone.
    """
    if not accounts:
        return {}
    earliest, theirs = clock.now() - timedelta(days=DAYS), Q()
    for account, since in accounts.items():
        theirs |= Q(account=account, recorded_at__gte=max(earliest, datetime.combine(since, time(), tzinfo=UTC)))
    rows = Fill.objects.filter(theirs).order_by("-recorded_at", "-id")
    found: dict[int, dict[date, list[Trade]]] = {account: {} for account in accounts}
    for account, *row in rows.values_list("account", "recorded_at", "symbol", "side", "volume", "price")[:MOST]:
        trade = Trade(*row)
        found[account].setdefault(timezone.localtime(trade.at).date(), []).append(trade)
    return {account: [TradeDay(on, trades) for on, trades in days.items()] for account, days in found.items()}
