"""What the monitor reckons out of figures that brokers told."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

# Three looks missed: the watch promises one every thirty seconds.
STALE_AFTER = timedelta(seconds=90)
FRESH_WITHIN = timedelta(seconds=30)
# A report tells of its day; a week later it says little of today.
OLD_REPORT_AFTER = timedelta(days=7)


def change(*, now: Decimal, before: Decimal, flows: Decimal) -> Decimal | None:
    """What equity gained since `before`, as a fraction of it; cash that came or went is no gain. None of nothing."""
    return (now - flows - before) / before if before > 0 else None


def margin_used(*, margin: Decimal, equity: Decimal) -> Decimal | None:
    """Margin as a fraction of equity; None where there is no equity to bear any."""
    return margin / equity if equity > 0 else None
