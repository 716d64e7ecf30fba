from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django.db import connection

from trading.domain.booking import Number, TradeEntry
from trading.models import Deal

_COMPLETE = """
select d.account_id from trading_complete_costs(
    %s::bigint[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[]
) completed join trading_deal d on d.id = completed.deal
"""


def complete_costs(trades: Mapping[tuple[int, Number], TradeEntry]) -> dict[int, int]:
    """How many deals by account were waiting for their costs and have them now."""
    told = {known: entry for known, entry in trades.items() if not entry.costs_pending}
    waiting = Deal.objects.filter(account__in={account for account, _ in told}, costs_pending=True)
    found = [
        (deal, told[account, Number(ticket, name)])
        for deal, account, ticket, name in waiting.values_list("pk", "account", "ticket", "external_id")
        if (account, Number(ticket, name)) in told
    ]
    if not found:
        return {}
    amounts = [[getattr(entry, name) for _, entry in found] for name in ("commission", "fee", "swap", "profit")]
    with connection.cursor() as cursor:
        cursor.execute(_COMPLETE, [[deal for deal, _ in found], *amounts])
        return dict(Counter(account for (account,) in cursor.fetchall()))
