"""Stream a report into temporary tables, so that what is known can be told from what is new set by set."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO

from django.db import connection

from trading.domain.history import AccountHeader, DealRow, OrderRow, PositionRow, Totals
from trading.domain.mt5_report import read_report
from trading.models import BrokerAccount

_BATCH = 5000
# Column by column the types of the tables they end in, so that what is compared was rounded alike; a deal's price as
# it is printed, since a live price may have more digits than the report prints.
_AMOUNT, _PRICE, _VOLUME, _TIME = "numeric(20, 3)", "numeric(24, 10)", "numeric(20, 8)", "timestamptz"
_TABLES: dict[str, dict[str, str]] = {
    "incoming_deal": {
        "line": "integer", "ticket": "bigint", "at": _TIME, "kind": "text", "symbol": "text", "direction": "text",
        "volume": _VOLUME, "price": "numeric", "order_ticket": "bigint", "commission": _AMOUNT, "fee": _AMOUNT,
        "swap": _AMOUNT, "profit": _AMOUNT, "balance": _AMOUNT, "comment": "text", "in_balance": "boolean",
        "is_trade": "boolean",
    },
    "incoming_order": {
        "line": "integer", "ticket": "bigint", "symbol": "text", "kind": "text", "volume": _VOLUME,
        "filled_volume": _VOLUME, "price": _PRICE, "stop_loss": _PRICE, "take_profit": _PRICE, "placed_at": _TIME,
        "done_at": _TIME, "state": "text", "comment": "text",
    },
    "incoming_position": {
        "line": "integer", "ticket": "bigint", "symbol": "text", "side": "text", "volume": _VOLUME, "opened_at": _TIME,
        "open_price": _PRICE, "stop_loss": _PRICE, "take_profit": _PRICE, "closed_at": _TIME, "close_price": _PRICE,
        "commission": _AMOUNT, "swap": _AMOUNT, "profit": _AMOUNT, "comment": "text",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Staged:
    """A report proved whole, its rows in temporary tables of this transaction."""

    account: BrokerAccount
    header: AccountHeader
    totals: Totals


def stage_history(file: IO[bytes], *, account_for: Callable[[AccountHeader], BrokerAccount]) -> Staged:
    """Read `file` to its end; `account_for` finds and locks the account its header names. Raises ReportRefused."""
    _create_tables()
    waiting: dict[str, list[tuple[object, ...]]] = {table: [] for table in _TABLES}
    account: BrokerAccount | None = None
    header: AccountHeader | None = None
    totals: Totals | None = None
    for fact in read_report(file):
        match fact:
            case AccountHeader():
                header, account = fact, account_for(fact)
            case Totals():
                totals = fact
            case DealRow():
                _wait(waiting, "incoming_deal", _deal(fact))
            case OrderRow():
                _wait(waiting, "incoming_order", _order(fact))
            case PositionRow():
                _wait(waiting, "incoming_position", _position(fact))
    assert account
    assert header
    assert totals
    for table, rows in waiting.items():
        _copy(table, rows)
    with connection.cursor() as cursor:
        cursor.execute("create index on incoming_deal (ticket)")
        cursor.execute("analyze incoming_deal, incoming_order, incoming_position")
    return Staged(account, header, totals)


def _create_tables() -> None:
    with connection.cursor() as cursor:
        for table, columns in _TABLES.items():
            defined = ", ".join(f"{name} {kind}" for name, kind in columns.items())
            # One transaction may bring in several reports.
            cursor.execute(f"drop table if exists pg_temp.{table}")
            cursor.execute(f"create temporary table {table} ({defined}) on commit drop")


def _wait(waiting: dict[str, list[tuple[object, ...]]], table: str, row: tuple[object, ...]) -> None:
    rows = waiting[table]
    rows.append(row)
    if len(rows) == _BATCH:
        _copy(table, rows)
        rows.clear()


def _copy(table: str, rows: Iterable[tuple[object, ...]]) -> None:
    names = ", ".join(_TABLES[table])
    with connection.cursor() as cursor, cursor.copy(f"copy {table} ({names}) from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def _utc(server_time: datetime | None) -> datetime | None:
    """Server time held as if it were UTC: docs/adr/0007-server-time.md."""
    return server_time and server_time.replace(tzinfo=UTC)


def _deal(row: DealRow) -> tuple[object, ...]:
    return (
        row.line, row.ticket, _utc(row.at), row.kind, row.symbol, row.direction, row.volume, row.price, row.order,
        row.commission, row.fee, row.swap, row.profit, row.balance, row.comment[:255], row.in_balance, row.is_trade,
    )  # fmt: skip


def _order(row: OrderRow) -> tuple[object, ...]:
    return (
        row.line, row.ticket, row.symbol, row.kind, row.volume, row.filled_volume, row.price, row.stop_loss,
        row.take_profit, _utc(row.placed_at), _utc(row.done_at), row.state, row.comment[:255],
    )  # fmt: skip


def _position(row: PositionRow) -> tuple[object, ...]:
    return (
        row.line, row.ticket, row.symbol, row.side, row.volume, _utc(row.opened_at), row.open_price, row.stop_loss,
        row.take_profit, _utc(row.closed_at), row.close_price, row.commission, row.swap, row.profit, row.comment[:255],
    )  # fmt: skip
