from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from trading.domain.booking import Number, TradeEntry
from trading.models import ReportImport

AT_ONCE = 10_000  # rows in one statement

_ADD = """
insert into trading_deal (account_id, report_id, ticket, external_id, dealt_at, symbol, kind, direction, volume, price,
       order_ticket, commission, fee, swap, profit, costs_pending, comment)
select account_id, %s, ticket, external_id, at, symbol, kind, direction, volume, price, order_ticket, commission, fee,
       swap, profit, costs_pending, comment
  from unnest(
           %s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::text[], %s::text[],
           %s::numeric[], %s::numeric[], %s::bigint[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[],
           %s::boolean[], %s::text[]
       ) with ordinality as told(account_id, ticket, external_id, at, symbol, kind, direction, volume, price,
           order_ticket, commission, fee, swap, profit, costs_pending, comment, place)
 order by place
on conflict do nothing
returning account_id, id
"""


def add_deals(
    trades: Mapping[tuple[int, Number], TradeEntry], *, report: ReportImport | None = None
) -> dict[int, list[int]]:
    """The new ones' ids by account; those held already are passed by. The accounts are locked by the caller."""
    added: dict[int, list[int]] = {}
    rows = [_row(account, entry) for (account, _), entry in trades.items()]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), AT_ONCE):
            columns = [list(column) for column in zip(*rows[start : start + AT_ONCE], strict=True)]
            cursor.execute(_ADD, [report and report.pk, *columns])
            for account, deal in cursor.fetchall():
                added.setdefault(account, []).append(deal)
    return added


def _row(account: int, entry: TradeEntry) -> tuple[object, ...]:
    return (
        account, entry.number.ticket, entry.number.name, entry.at, entry.symbol, entry.kind, entry.direction,
        entry.volume, entry.price, entry.order_ticket, entry.commission, entry.fee, entry.swap, entry.profit,
        entry.costs_pending, entry.comment,
    )  # fmt: skip
