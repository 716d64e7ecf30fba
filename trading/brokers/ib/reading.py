"""The library's objects as our values. Numbers came over the wire as text and were made binary by the library; the
shortest decimal that makes the same binary number is the text that came, up to 15 digits."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from ib_async.util import UNSET_DOUBLE, parseIBDatetime

from trading.brokers.facts import AssetKind, Instrument, OptionRight, OrderKind, Side
from trading.brokers.ib import symbols
from trading.brokers.ib.entry import Execution, Numbers, Terms, root_of

PRICES = {1: "bid", 2: "ask", 4: "last", 66: "bid", 67: "ask", 68: "last"}
DELAYED = frozenset({66, 67, 68})


def amount(value: Any) -> Decimal | None:
    """None for the several ways TWS has to say nothing."""
    if value in {None, "", UNSET_DOUBLE}:
        return None
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return number if number.is_finite() else None


def side(word: str) -> Side:
    return Side.BUY if word.upper() in {"BUY", "BOT"} else Side.SELL


def kind(order_type: str) -> OrderKind:
    """The nearest of ours: orders placed by hand know more kinds (market on close, trailing, relative)."""
    words = order_type.upper()
    stops = "STP" in words or "TRAIL" in words
    limits = "LMT" in words or "LIMIT" in words or words in {"LOC", "REL", "MIDPRICE"}
    if stops:
        return OrderKind.STOP_LIMIT if limits else OrderKind.STOP
    return OrderKind.LIMIT if limits else OrderKind.MARKET


def terms(contract: Any, order: Any) -> Terms | None:
    """None where the size is not told: completed orders that were filled have it as filled quantity only."""
    volume = amount(order.totalQuantity) or amount(order.filledQuantity)
    if not volume:
        return None
    which = kind(order.orderType)
    return Terms(
        symbol=symbols.told_as(contract),
        con_id=contract.conId,
        kind_of_contract=contract.secType,
        side=side(order.action),
        kind=which,
        volume=volume,
        limit_price=amount(order.lmtPrice) if which in {OrderKind.LIMIT, OrderKind.STOP_LIMIT} else None,
        stop_price=amount(order.auxPrice) if which in {OrderKind.STOP, OrderKind.STOP_LIMIT} else None,
        time_in_force=order.tif,
    )


def execution(contract: Any, told: Any) -> Execution:
    root, revision = root_of(told.execId)
    return Execution(
        root=root,
        revision=revision,
        exec_id=told.execId,
        numbers=Numbers(told.permId, told.clientId, told.orderId, told.acctNumber, told.orderRef),
        symbol=symbols.told_as(contract),
        con_id=contract.conId,
        side=side(told.side),
        volume=amount(told.shares) or Decimal(0),
        price=amount(told.price) or Decimal(0),
        at=told.time.astimezone(UTC),
        is_exchange=contract.secType == "CASH",
    )


def moment(text: str) -> datetime | None:
    """A completed order's time, with or without its zone; None where it cannot be read."""
    try:
        told = parseIBDatetime(text)
    except (ValueError, KeyError, OSError):
        return None
    if not isinstance(told, datetime):
        return None
    return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)


def multiplier(contract: Any) -> Decimal:
    try:
        number = Decimal(contract.multiplier or 1)
    except ArithmeticError:
        return Decimal(1)
    return number if number > 0 else Decimal(1)


def instrument(symbol: str, details: Any) -> Instrument:
    contract = details.contract
    step = amount(details.sizeIncrement) or amount(details.minSize) or Decimal(1)
    option = contract.secType in {"OPT", "FOP"}
    kind_of = symbols.KINDS.get(contract.secType, AssetKind.OTHER)
    if contract.secType == "STK" and details.stockType in {"ETF", "ETN", "ETC"}:
        kind_of = AssetKind.ETF
    return Instrument(
        symbol=symbol,
        kind=kind_of,
        currency=contract.currency,
        tick_size=amount(details.minTick) or Decimal("0.01"),
        volume_step=step,
        volume_min=amount(details.minSize) or step,
        multiplier=multiplier(contract),
        id=str(contract.conId),
        exchange=contract.primaryExchange or contract.exchange,
        name=details.longName,
        underlying=details.underSymbol,
        expires_on=_day(contract.lastTradeDateOrContractMonth),
        strike=amount(contract.strike) if option else None,
        right={"C": OptionRight.CALL, "P": OptionRight.PUT}.get(contract.right[:1]) if option else None,
    )


def _day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text[:8], "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        return None
