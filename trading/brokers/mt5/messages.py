"""What is pushed to us, read: signed JSON of a bridge or an Expert Advisor as facts. Pure; hostile input is refused.

The format is written down in bridge/mt5/fidus_mt5_bridge/messages.py (format 1). Who posts knows a token of ours; the
token does not travel, an HMAC of time and body does. Whether a message follows the one before it says `follows`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from trading.brokers.facts import AccountState, CashState, FillState, OrderState, PositionState
from trading.brokers.mt5 import fields, reading
from trading.brokers.rows import BadRow, Row, a_row, row_list

LARGEST = 8 << 20  # bytes
MOST_ROWS = 10_000
PATIENCE = 120  # seconds that a message may be old, or early
NAMES = frozenset({
    "format", "kind", "source", "boot", "number", "login", "server", "observed_at", "account", "positions",
    "positions_gone", "orders", "orders_gone", "deals",
})  # fmt: skip


class BadMessage(ValueError):
    """Not of this format, or not from somebody who knows a token; nothing of it is believed."""


class News(StrEnum):
    SNAPSHOT = "snapshot"
    DELTA = "delta"
    HEARTBEAT = "heartbeat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One account's news. In a snapshot `positions` and `orders` are all there are; in a delta those that changed."""

    kind: News
    source: str
    boot: str
    number: int
    login: str
    server: str
    observed_at: datetime  # by the source's own clock
    account: AccountState | None
    positions: tuple[PositionState, ...]
    positions_gone: tuple[str, ...]
    orders: tuple[OrderState, ...]
    orders_gone: tuple[str, ...]
    fills: tuple[FillState, ...]
    cash: tuple[CashState, ...]


def read(body: bytes, *, sent_at: str, signature: str, tokens: Iterable[str], now: datetime) -> Message:
    """The message in `body`; raises BadMessage. `sent_at` and `signature` are the two headers as they came."""
    _check_signature(body, sent_at, signature, tokens)
    if abs(int(sent_at) - now.timestamp()) > PATIENCE:
        raise BadMessage("it is too old, or its sender's clock is wrong")
    return read_again(body)


def read_again(body: bytes) -> Message:
    """The message in a body whose signature was found good before; raises BadMessage."""
    try:
        return _read(_json(body))
    except BadRow as error:
        raise BadMessage(str(error)) from None


def follows(message: Message, boot: str, number: int) -> bool:
    """Whether it may be taken after `number` of `boot`: a delta or heartbeat is the very next, a snapshot any later."""
    if message.kind is News.SNAPSHOT:
        return message.boot != boot or message.number > number
    return message.boot == boot and message.number == number + 1


def _check_signature(body: bytes, sent_at: str, signature: str, tokens: Iterable[str]) -> None:
    if len(body) > LARGEST:
        raise BadMessage("it is too long")
    if not (sent_at.isascii() and sent_at.isdigit() and len(sent_at) <= 12):
        raise BadMessage("it does not say when it was sent")
    signed, good = sent_at.encode() + b"." + body, False
    for token in tokens:
        expected = hmac.new(token.encode(), signed, hashlib.sha256).hexdigest()
        good |= hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))
    if not good:
        raise BadMessage("its signature is not of a token that we know")


def _json(body: bytes) -> Row:
    try:
        told = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadMessage(f"it is no JSON: {type(error).__name__}") from None
    if not isinstance(told, dict) or set(told) != NAMES:
        raise BadMessage("it has not the fields of the format")
    return told


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) < len(pairs):
        raise ValueError("a name stands twice")
    return told


def _no_constant(word: str) -> object:
    raise ValueError(f"{word} is no number")


def _read(told: Row) -> Message:
    fields.whole(told, "format", 1, 1)
    kind = fields.text(told, "kind", 16)
    if kind not in set(News):
        raise BadRow("its kind is not known")
    login, server = str(fields.whole(told, "login", 1)), fields.text(told, "server")
    account = None if told["account"] is None else reading.account(a_row(told["account"], "account"))
    if account is not None and (account.login, account.server) != (login, server):
        raise BadRow("the account in it is another than it says")
    if account is None and kind == News.SNAPSHOT:
        raise BadRow("a snapshot has the account")
    deals = row_list(told["deals"], "deals", MOST_ROWS)
    message = Message(
        kind=News(kind),
        source=fields.text(told, "source"),
        boot=fields.text(told, "boot", 64),
        number=fields.whole(told, "number", 1),
        login=login,
        server=server,
        observed_at=_observed(told["observed_at"]),
        account=account,
        positions=tuple(reading.position(row) for row in row_list(told["positions"], "positions", MOST_ROWS)),
        positions_gone=_tickets(told["positions_gone"]),
        orders=tuple(reading.order(row) for row in row_list(told["orders"], "orders", MOST_ROWS)),
        orders_gone=_tickets(told["orders_gone"]),
        fills=tuple(reading.fills(deals)),
        cash=tuple(reading.cash(deals)),
    )
    return _consistent(message)


def _consistent(message: Message) -> Message:
    """No ticket twice, none both there and gone, and a heartbeat says nothing."""
    positions = [position.id for position in message.positions]
    orders = [order.id for order in message.orders]
    deals = [fill.id for fill in message.fills] + [operation.id for operation in message.cash]
    for named in ([*positions, *message.positions_gone], [*orders, *message.orders_gone], deals):
        if len(set(named)) < len(named):
            raise BadRow("a ticket stands in it twice")
    gone = (*message.positions_gone, *message.orders_gone)
    changed = (*positions, *orders, *gone, *deals)
    if message.kind is News.HEARTBEAT and (changed or message.account):
        raise BadRow("a heartbeat with news in it")
    if message.kind is News.SNAPSHOT and gone:
        raise BadRow("a snapshot in which something is gone")
    return message


def _tickets(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MOST_ROWS:
        raise BadRow("tickets are no list")
    return tuple(str(fields.whole({"ticket": ticket}, "ticket", 1)) for ticket in value)


def _observed(value: object) -> datetime:
    if type(value) not in {int, float} or not 0 < value < 32_503_680_000:  # type: ignore[operator]
        raise BadRow("observed_at is no moment")
    return datetime.fromtimestamp(value, UTC)  # type: ignore[arg-type]
