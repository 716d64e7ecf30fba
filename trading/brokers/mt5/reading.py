"""The platform's rows as facts. Numbers are those of its enumerations (package 5.0.6231)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Context, Decimal

from trading.brokers.facts import (
    AccountState,
    CashState,
    FillState,
    OrderKind,
    OrderState,
    OrderStatus,
    PositionState,
    Quote,
    Side,
)
from trading.brokers.mt5 import fields
from trading.brokers.mt5.references import reference_of
from trading.brokers.rows import BadRow, Row

_WIDE = Context(prec=60)
_FINE = Decimal("1e-10")  # of an average price
ENVIRONMENTS = ("demo", "contest", "live")  # ACCOUNT_TRADE_MODE_*
KINDS = {
    0: (Side.BUY, OrderKind.MARKET), 1: (Side.SELL, OrderKind.MARKET), 2: (Side.BUY, OrderKind.LIMIT),
    3: (Side.SELL, OrderKind.LIMIT), 4: (Side.BUY, OrderKind.STOP), 5: (Side.SELL, OrderKind.STOP),
    6: (Side.BUY, OrderKind.STOP_LIMIT), 7: (Side.SELL, OrderKind.STOP_LIMIT),
    # Closing one position by another has no side of its own; it is written as the platform's history shows it.
    8: (Side.BUY, OrderKind.MARKET),
}  # fmt: skip
STATUSES = {
    0: OrderStatus.RECEIVED, 1: OrderStatus.WORKING, 2: OrderStatus.CANCELLED, 3: OrderStatus.PARTIAL,
    4: OrderStatus.FILLED, 5: OrderStatus.REJECTED, 6: OrderStatus.EXPIRED, 7: OrderStatus.RECEIVED,
    8: OrderStatus.WORKING, 9: OrderStatus.WORKING,
}  # fmt: skip
DIRECTIONS = ("in", "out", "in/out", "out by")  # DEAL_ENTRY_*
TRADES = {0: Side.BUY, 1: Side.SELL}
# A trade the broker took back: its profit is zero, and what it had made is booked as a balance operation of its own.
TAKEN_BACK = frozenset({13, 14})
CASH = {
    2: "balance", 3: "credit", 4: "charge", 5: "correction", 6: "bonus", 7: "commission", 8: "daily commission",
    9: "monthly commission", 10: "agent commission", 11: "agent commission", 12: "interest", 15: "dividend",
    16: "dividend", 17: "tax",
}  # fmt: skip
BY_PROGRAM = 3  # ORDER_REASON_EXPERT and DEAL_REASON_EXPERT: stops that close our position carry its magic, too


def account(told: Row) -> AccountState:
    mode = fields.whole(told, "trade_mode", 0, 2)
    balance, credit, equity = (fields.amount(told, name) for name in ("balance", "credit", "equity"))
    return AccountState(
        login=str(fields.whole(told, "login", 1)),
        server=fields.text(told, "server"),
        currency=fields.text(told, "currency", 32),
        environment=ENVIRONMENTS[mode],
        balance=balance,
        credit=credit,
        equity=equity,
        # With swaps and whatever else the broker counts in; its own figure of profit leaves some of it out.
        open_profit=equity - balance - credit,
        margin=fields.amount(told, "margin"),
        free_margin=fields.amount(told, "margin_free"),
        leverage=Decimal(fields.whole(told, "leverage", 0, 100_000)) or None,
        may_trade=fields.flag(told, "trade_allowed"),
        name=fields.text(told, "name"),
        company=fields.text(told, "company"),
    )


def position(told: Row) -> PositionState:
    return PositionState(
        id=str(fields.whole(told, "ticket", 1)),
        symbol=fields.text(told, "symbol", 64),
        side=TRADES[fields.whole(told, "type", 0, 1)],
        volume=_volume(told, "volume"),
        open_price=fields.amount(told, "price_open"),
        price=fields.level(told, "price_current"),
        stop_loss=fields.level(told, "sl"),
        take_profit=fields.level(told, "tp"),
        profit=fields.amount(told, "profit"),
        swap=fields.amount(told, "swap"),
        opened_at=fields.moment(told, "time_msc"),
        reference=_reference(told),
        comment=fields.text(told, "comment"),
    )


def order(told: Row, deals: Iterable[Row] = ()) -> OrderState:
    """`deals` are the order's own, where they are known: what was filled late is in them alone."""
    side, kind = KINDS[fields.whole(told, "type", 0, 8)]
    volume = _volume(told, "volume_initial")
    fills = [deal for deal in deals if deal.get("type") in TRADES]
    filled, average = _filled(fills)
    opened, limit = fields.level(told, "price_open"), fields.level(told, "price_stoplimit")
    return OrderState(
        id=str(fields.whole(told, "ticket", 1)),
        reference=_reference(told),
        symbol=fields.text(told, "symbol", 64),
        side=side,
        kind=kind,
        status=STATUSES[fields.whole(told, "state", 0, 9)],
        volume=volume,
        filled=min(max(volume - fields.amount(told, "volume_current"), filled, Decimal(0)), volume),
        average_price=average,
        limit_price=opened if kind is OrderKind.LIMIT else limit if kind is OrderKind.STOP_LIMIT else None,
        stop_price=opened if kind in {OrderKind.STOP, OrderKind.STOP_LIMIT} else None,
        stop_loss=fields.level(told, "sl"),
        take_profit=fields.level(told, "tp"),
        placed_at=fields.optional_moment(told, "time_setup_msc"),
        done_at=fields.optional_moment(told, "time_done_msc"),
        reason=fields.text(told, "comment"),
    )


def _filled(deals: list[Row]) -> tuple[Decimal, Decimal | None]:
    """How much, and at which price on average."""
    volumes = [fields.amount(deal, "volume") for deal in deals]
    total = sum(volumes, Decimal(0))
    if not total:
        return total, None
    worth = Decimal(0)
    for deal, volume in zip(deals, volumes, strict=True):
        worth = _WIDE.fma(fields.amount(deal, "price"), volume, worth)
    return total, _WIDE.divide(worth, total).quantize(_FINE, context=_WIDE).normalize(_WIDE)


def fills(deals: Iterable[Row]) -> list[FillState]:
    return [_fill(deal) for deal in deals if _type(deal) in TRADES]


def cash(deals: Iterable[Row]) -> list[CashState]:
    return [_cash(deal) for deal in deals if _type(deal) in CASH]


def _type(deal: Row) -> int:
    kind = fields.whole(deal, "type")
    if kind in TRADES or kind in CASH or kind in TAKEN_BACK:
        return kind
    # Guessing what a new kind means would falsify the account's figures.
    raise BadRow(f"a deal of type {kind} is not known")


def _fill(deal: Row) -> FillState:
    return FillState(
        id=str(fields.whole(deal, "ticket", 1)),
        order_id=str(fields.whole(deal, "order")),
        symbol=fields.text(deal, "symbol", 64),
        side=TRADES[fields.whole(deal, "type", 0, 1)],
        volume=_volume(deal, "volume"),
        price=fields.amount(deal, "price"),
        at=fields.moment(deal, "time_msc"),
        reference=_reference(deal),
        position_id=str(fields.whole(deal, "position_id") or ""),
        direction=DIRECTIONS[fields.whole(deal, "entry", 0, 3)],
        commission=fields.amount(deal, "commission"),
        fee=fields.amount(deal, "fee"),
        swap=fields.amount(deal, "swap"),
        profit=fields.amount(deal, "profit"),
        comment=fields.text(deal, "comment"),
    )


def _cash(deal: Row) -> CashState:
    parts = ("profit", "commission", "swap", "fee")
    return CashState(
        id=str(fields.whole(deal, "ticket", 1)),
        kind=CASH[fields.whole(deal, "type")],
        amount=sum((fields.amount(deal, name) for name in parts), Decimal(0)),
        at=fields.moment(deal, "time_msc"),
        comment=fields.text(deal, "comment"),
    )


def quote(told: Row) -> Quote:
    return Quote(
        symbol=fields.text(told, "symbol", 64),
        at=fields.moment(told, "time_msc"),
        bid=fields.level(told, "bid"),
        ask=fields.level(told, "ask"),
        last=fields.level(told, "last"),
    )


def seconds(at: datetime) -> int:
    """Whole seconds of the broker's clock, as the platform counts them."""
    return max(int(at.astimezone(UTC).timestamp()), 0)


def _volume(told: Row, name: str) -> Decimal:
    volume = fields.amount(told, name)
    if volume <= 0:
        raise BadRow(f"{name} is not above zero")
    return volume


def _reference(told: Row) -> str:
    return reference_of(fields.whole(told, "magic", 0, 2**64 - 1)) if told.get("reason") == BY_PROGRAM else ""
