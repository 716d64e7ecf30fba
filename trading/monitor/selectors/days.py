"""Accounts day by day: the small curve beside each, and what it gained since the day before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from fidus.lib import clock
from fidus.lib.chart import number
from trading.daily import day_flows
from trading.monitor.domain.figures import change
from trading.monitor.selectors.accounts import STALE, UNREAD, AccountLine
from trading.watch.models import DaySnapshot

DAYS = 30
# The small drawing: 96 wide, 22 high.
_WIDTH, _HEIGHT = Decimal(96), Decimal(22)


def with_days(shown: Sequence[AccountLine]) -> list[AccountLine]:
    """The lines with `today` and `spark`. Two queries however many."""
    today = clock.today()
    ids = [line.id for line in shown]
    seen: dict[int, list[tuple[date, Decimal]]] = {}
    days = DaySnapshot.objects.filter(account__in=ids, on__gte=today - timedelta(days=DAYS), on__lt=today)
    for account, on, equity in days.order_by("account", "on").values_list("account", "on", "last_equity"):
        seen.setdefault(account, []).append((on, equity))
    # The broker's clock may be ahead of ours by hours, so its day may be tomorrow.
    flows = day_flows(seen, start=today - timedelta(days=DAYS), end=today + timedelta(days=1)) if seen else []
    moved: dict[int, list[tuple[date, Decimal]]] = {}
    for flow in flows:
        moved.setdefault(flow.account, []).append((flow.on, flow.amount))
    return [_with(line, seen.get(line.id, []), moved.get(line.id, [])) for line in shown]


def _with(line: AccountLine, seen: list[tuple[date, Decimal]], moved: list[tuple[date, Decimal]]) -> AccountLine:
    if not seen or line.equity is None or line.origin == UNREAD:
        return line
    last_on, before = seen[-1]
    since = sum((amount for on, amount in moved if on > last_on), Decimal(0))
    values = [equity for _, equity in seen] + [line.equity.amount]
    return replace(
        line,
        today=None if line.origin == STALE else change(now=line.equity.amount, before=before, flows=since),
        spark=spark(values),
        rising=values[-1] >= values[0],
    )


def spark(values: Sequence[Decimal]) -> str:
    """The `d` of a path through the values, evenly spread, from the lowest at 22 to the highest at 0."""
    low, high = min(values), max(values)
    span = high - low
    steps = max(len(values) - 1, 1)
    points = (
        f"{number(_WIDTH * place / steps)},{number(_HEIGHT - (value - low) / span * _HEIGHT if span else _HEIGHT / 2)}"
        for place, value in enumerate(values)
    )
    return "M" + " ".join(points)
