"""News of orders and of their signals for whoever looks at them: a reason to look, never the truth."""

from collections.abc import Iterable

from django.db import transaction

from fidus.lib.live import publish
from trading.orders.models import Instruction


def tell(rows: Iterable[Instruction]) -> None:
    """What is committed already; costs a moment and never raises."""
    for row in rows:
        news = {"order": row.reference, "state": str(row.state), "filled": f"{max(row.filled, row.told_filled):f}"}
        publish(f"orders:{row.account_id}", news)
        if row.signal_id is not None:
            publish(f"signal:{row.signal_id}", news)


def tell_on_commit(rows: Iterable[Instruction]) -> None:
    """The same once the transaction has committed, at once outside of one."""
    told = list(rows)
    transaction.on_commit(lambda: tell(told), robust=True)
