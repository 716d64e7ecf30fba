"""Open positions and working orders as they were seen: what is new, what changed, what is gone. Set by set."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import connection

from trading.brokers.facts import OrderKind, OrderState, PositionState
from trading.models import Platform
from trading.watch.domain.rounding import NoFigure, amount, price, volume
from trading.watch.domain.sighting import Sighting

_POSITION = {
    "account_id": "bigint", "ticket": "bigint", "external_id": "text", "symbol": "text", "side": "text",
    "volume": "numeric", "opened_at": "timestamptz", "open_price": "numeric", "stop_loss": "numeric",
    "take_profit": "numeric", "close_price": "numeric", "swap": "numeric", "profit": "numeric", "comment": "text",
}  # fmt: skip
_ORDER = {
    "account_id": "bigint", "ticket": "bigint", "external_id": "text", "symbol": "text", "kind": "text",
    "volume": "numeric", "filled_volume": "numeric", "price": "numeric", "stop_loss": "numeric",
    "take_profit": "numeric", "placed_at": "timestamptz", "state": "text", "comment": "text",
}  # fmt: skip
_SAME = "(h.ticket = t.ticket or h.external_id = t.external_id) and h.account_id = t.account_id"


def _statement(table: str, columns: Mapping[str, str], open_: str, others: Mapping[str, str], taken: str) -> str:
    """`open_` is true of rows that are not over; `others` are columns that are not told; `taken` bars an insert."""
    changing = [name for name in columns if name not in {"account_id", "ticket", "external_id"}]
    return f"""
    with told as (
        select * from unnest({", ".join(f"%({name})s::{kind}[]" for name, kind in columns.items())})
            as t({", ".join(columns)})
    ), gone as (
        delete from {table} h where {open_} and (
            (h.account_id = any(%(whole)s) and not exists (select from told t where {_SAME}))
            or exists (
                select from unnest(%(gone_account)s::bigint[], %(gone_ticket)s::bigint[], %(gone_external)s::text[])
                    as t(account_id, ticket, external_id) where {_SAME}
            )
        ) and h.account_id = any(%(accounts)s)
    ), changed as (
        update {table} h set {", ".join(f"{name} = t.{name}" for name in changing)}
          from told t where {_SAME} and {open_}
           and ({", ".join("h." + name for name in changing)})
               is distinct from ({", ".join("t." + name for name in changing)})
    )
    insert into {table} ({", ".join([*columns, *others])})
    select {", ".join(["t." + name for name in columns] + list(others.values()))} from told t
     where not exists (select from {table} h where {_SAME} and {taken})
    """  # noqa: S608 - made of the names above alone


_WRITE_POSITIONS = _statement(
    "trading_position", _POSITION, "h.closed_at is null", {"commission": "0"}, "h.closed_at is null"
)
# An order that a report knew as over is not working again under the same number.
_WRITE_ORDERS = _statement("trading_order", _ORDER, "h.done_at is null", {}, "true")


def write_holdings(sightings: Sequence[Sighting], platforms: Mapping[int, str]) -> None:
    """In the caller's transaction; the accounts are locked. Raises NoFigure for what no table can hold."""
    _write(
        _WRITE_POSITIONS, _POSITION, sightings, platforms,
        lambda one: one.positions, lambda one: one.positions_gone, _position,
    )  # fmt: skip
    _write(
        _WRITE_ORDERS, _ORDER, sightings, platforms,
        lambda one: one.orders, lambda one: one.orders_gone, _order,
    )  # fmt: skip


def _write(
    statement: str,
    columns: Mapping[str, str],
    sightings: Sequence[Sighting],
    platforms: Mapping[int, str],
    things: Callable[[Sighting], Sequence[Any]],
    gone: Callable[[Sighting], Sequence[str]],
    row: Callable[[Any], tuple[object, ...]],
) -> None:
    concerned = [one for one in sightings if one.whole or things(one) or gone(one)]
    if not concerned:
        return
    rows: list[tuple[object, ...]] = []
    for one in concerned:
        # A broker that names one thing twice is believed the second time.
        for number, thing in {thing.id: thing for thing in things(one)}.items():
            rows.append((one.account_id, *_numbers(platforms[one.account_id], number), *row(thing)))
    ended = [
        (one.account_id, *_numbers(platforms[one.account_id], number)) for one in concerned for number in gone(one)
    ]
    told: dict[str, object] = {name: [entry[place] for entry in rows] for place, name in enumerate(columns)}
    told |= {"gone_account": [entry[0] for entry in ended], "gone_ticket": [entry[1] for entry in ended]}
    told |= {"gone_external": [entry[2] for entry in ended], "accounts": [one.account_id for one in concerned]}
    told["whole"] = [one.account_id for one in concerned if one.whole]
    with connection.cursor() as cursor:
        cursor.execute(statement, told)


def _numbers(platform: str, number: str) -> tuple[int | None, str | None]:
    if platform != Platform.MT5:
        return None, number[:64]
    if not (number.isascii() and number.isdigit() and int(number) < 2**63):
        raise NoFigure(f"{number[:40]!r} is no ticket")
    return int(number), None


def _position(told: PositionState) -> tuple[object, ...]:
    return (
        told.symbol[:64], told.side.value, volume(told.volume), told.opened_at, price(told.open_price),
        price(told.stop_loss), price(told.take_profit), price(told.price), amount(told.swap), amount(told.profit),
        told.comment[:255],
    )  # fmt: skip


def _order(told: OrderState) -> tuple[object, ...]:
    kind = told.side.value if told.kind is OrderKind.MARKET else f"{told.side.value} {told.kind.value}"
    limit = told.stop_price if told.stop_price is not None else told.limit_price
    return (
        told.symbol[:64], kind, volume(told.volume), volume(told.filled), price(limit), price(told.stop_loss),
        price(told.take_profit), told.placed_at, told.status.value, told.reason[:255],
    )  # fmt: skip
