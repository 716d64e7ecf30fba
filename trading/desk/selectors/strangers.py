"""Orders that work at brokers where only FIDUS trades, and that none of ours stands behind."""

from collections.abc import Sequence

from trading.reconciliation.domain.comparing import Kind
from trading.reconciliation.models import Break
from trading.reconciliation.selectors.breaks import open_breaks

MOST = 20


def strangers() -> Sequence[Break]:
    """The oldest first, at most MOST; those that two people accepted are none of them. One query."""
    return list(open_breaks().filter(kind=Kind.ORDER.value, ours=0)[:MOST])
