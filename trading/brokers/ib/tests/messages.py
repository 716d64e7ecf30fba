"""TWS's messages as bytes, field by field as server version 178 writes them."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from decimal import Decimal

SERVER_VERSION = 178


def frame(*fields: object) -> bytes:
    text = "".join(f"{_text(value)}\0" for value in fields).encode()
    return struct.pack(">I", len(text)) + text


def _text(value: object) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


@dataclass
class Listed:
    """A contract as the gateway knows it."""

    con_id: int
    symbol: str
    kind: str = "STK"
    currency: str = "USD"
    exchange: str = "SMART"
    home: str = "NASDAQ"
    local: str = ""
    month: str = ""
    multiplier: str = ""
    tick: str = "0.01"
    smallest: str = "1"
    step: str = "1"
    name: str = "Example Works Inc"
    strike: str = "0"
    right: str = ""

    @property
    def fields(self) -> tuple[object, ...]:
        """conId to tradingClass as orders, executions and positions have them."""
        return (
            self.con_id, self.symbol, self.kind, self.month, self.strike, self.right, self.multiplier, self.exchange,
            self.currency, self.local or self.symbol, self.symbol,
        )  # fmt: skip


@dataclass
class Placed:
    """An order at the gateway."""

    order_id: int
    client_id: int
    perm_id: int
    contract: Listed
    action: str
    volume: Decimal
    kind: str
    limit: str
    stop: str
    tif: str
    account: str
    reference: str
    status: str = "Submitted"
    filled: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    seen: bool = True  # False: the gateway keeps it to itself

    @property
    def over(self) -> bool:
        return self.status in {"Filled", "Cancelled", "ApiCancelled", "Inactive"}

    @property
    def average(self) -> Decimal:
        return self.paid / self.filled if self.filled else Decimal(0)


@dataclass
class Made:
    """An execution."""

    exec_id: str
    order: Placed
    volume: Decimal
    price: Decimal
    time: str
    commission: str = "1.00"
    currency: str = "USD"
    realised: str = "0"
    cumulative: Decimal = field(default=Decimal(0))


def open_order(o: Placed) -> bytes:
    head = (
        5, o.order_id, *o.contract.fields, o.action, o.volume, o.kind, o.limit, o.stop, o.tif, "", o.account, "O", 0,
        o.reference, o.client_id, o.perm_id, 0, 0, 0, "", "", "", "", "",
    )  # fmt: skip
    model_to_delta_price = ["", "", "", "", "", 0, "", -1, 0, "", "", "", "", "", 0, 0, 0, 0, "", 3, 0, 0, "", 0, 0,
                            "", 0, "", ""]  # fmt: skip
    legs_and_scale = [0, 0, "", "", "", "", "", 0, 0, 0, "", "", "", ""]
    clearing = [0, "", "", 0, 0, ""]
    state = [0, 0, o.status, *[""] * 9, "", "", "", "", "", 0, 0]
    rest = [0, "", "", "", "", "", "", "", 0, "", "", "", "", 0, 0, "", 0, "", "", 0, "", "", "", "", ""]
    return frame(*head, *model_to_delta_price, *legs_and_scale, *clearing, *state, *rest)


def completed_order(o: Placed) -> bytes:
    # A filled one has no size any more, only what was filled.
    volume = Decimal(0) if o.status == "Filled" else o.volume
    head = (
        101, *o.contract.fields, o.action, volume, o.kind, o.limit, o.stop, o.tif, "", o.account, "O", 0, o.reference,
        o.perm_id, 0, 0, 0, "", "", "", "",
    )  # fmt: skip
    model_to_delta_price = ["", "", "", "", "", 0, "", -1, "", "", "", "", "", 0, 0, 0, "", 3, 0, "", 0, "", ""]
    legs_and_scale = [0, 0, "", "", "", 0, 0, 0, "", "", "", ""]
    clearing = ["", "", 0, 0, ""]
    state = [0, o.status, 0, 0]
    words = f"Filled Size: {o.filled}" if o.status == "Filled" else "Cancelled by Trader"
    rest = [0, "", "", "", 0, 0, "", o.filled, 0, 0, "", 0, 0, 0, "20261120 10:00:00 UTC", words, "", "", "", "", ""]
    return frame(*head, *model_to_delta_price, *legs_and_scale, *clearing, *state, *rest)


def order_status(o: Placed, status: str = "", filled: Decimal | None = None, held: str = "") -> bytes:
    done = o.filled if filled is None else filled
    return frame(
        3, o.order_id, status or o.status, done, o.volume - done, o.average, o.perm_id, 0, o.average, o.client_id, held,
        "0.0",
    )  # fmt: skip


def execution(number: int, made: Made) -> bytes:
    o = made.order
    side = "BOT" if o.action == "BUY" else "SLD"
    return frame(
        11, number, o.order_id, *o.contract.fields, made.exec_id, made.time, o.account, "ISLAND", side, made.volume,
        made.price, o.perm_id, o.client_id, 0, made.cumulative or made.volume, made.price, o.reference, "", "", "", 2,
        0,
    )  # fmt: skip


def commission(made: Made) -> bytes:
    return frame(59, 1, made.exec_id, made.commission, made.currency, made.realised, "", "")


def details(number: int, c: Listed) -> bytes:
    return frame(
        10, number, c.symbol, c.kind, c.month, c.strike, c.right, c.exchange, c.currency, c.local or c.symbol, "EXM",
        c.symbol, c.con_id, c.tick, c.multiplier, "LMT,MKT", f"{c.exchange},{c.home}", 1, 0, c.name, c.home, "", "", "",
        "", "US/Eastern", "", "", "", 0, 0, 1, "", "", "26", "", "COMMON", c.smallest, c.step, c.step,
    )  # fmt: skip


def position(account: str, c: Listed, volume: Decimal, average: Decimal) -> bytes:
    return frame(61, 3, account, *c.fields, volume, average)


def portfolio(account: str, c: Listed, volume: Decimal, price: Decimal, average: Decimal) -> bytes:
    profit = (price - average) * volume
    return frame(7, 8, *c.fields, volume, price, price * volume, average, profit, 0, account)


def error(number: int, code: int, words: str) -> bytes:
    return frame(4, 2, number, code, words, "")
