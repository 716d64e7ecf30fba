"""How a broker's word becomes a row of ours: its number, whole minor units, and what its platform is believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from fidus.lib.money import round_amount
from trading.brokers.facts import CashState, FillState, Side
from trading.domain.history import CASH_KINDS, DIRECTIONS

# MetaTrader counts; all others make names.
COUNTS = frozenset({"mt5"})
# Their balance is the sum of what they told, to the minor unit. Others value, convert or charge beside it.
KEEPS_A_BALANCE = frozenset({"mt5", "paper"})
# They tell no profit of a trade: it is ours to work out.
TELLS_NO_PROFIT = frozenset({"kite", "alpaca"})

_LARGEST_TICKET = 2**63 - 1
_LONGEST_NUMBER, _LONGEST_SYMBOL, _LONGEST_COMMENT = 64, 64, 255
_LARGEST_AMOUNT = Decimal(10) ** 17
_LARGEST_VOLUME = Decimal(10) ** 12
_LARGEST_PRICE = Decimal(10) ** 14


class CannotBook(ValueError):
    """What the broker told cannot stand in the books as it is."""


@dataclass(frozen=True, slots=True)
class Number:
    """What a thing is known by, one of the two."""

    ticket: int | None
    name: str | None


@dataclass(frozen=True, slots=True)
class TradeEntry:
    """Amounts are whole minor units of the account's currency."""

    number: Number
    at: datetime
    symbol: str
    kind: str
    direction: str
    volume: Decimal
    price: Decimal
    order_ticket: int | None
    commission: Decimal
    fee: Decimal
    swap: Decimal
    profit: Decimal
    costs_pending: bool
    comment: str


@dataclass(frozen=True, slots=True)
class CashEntry:
    number: Number
    at: datetime
    kind: str
    amount: Decimal
    comment: str


def trade_entry(fill: FillState, *, platform: str, currency: str) -> TradeEntry:
    """Raises CannotBook."""
    if fill.direction and fill.direction not in DIRECTIONS:
        raise CannotBook(f"trade {fill.id[:80]}: {fill.direction[:20]!r} is no direction")
    what = f"trade {fill.id[:80]}"
    return TradeEntry(
        number=number_of(fill.id, platform),
        at=_moment(fill.at, what),
        symbol=_words(fill.symbol, _LONGEST_SYMBOL, what),
        kind="buy" if fill.side is Side.BUY else "sell",
        direction=fill.direction,
        volume=_within(fill.volume, _LARGEST_VOLUME, what),
        price=_within(fill.price, _LARGEST_PRICE, what),
        order_ticket=_ticket(fill.order_id) if platform in COUNTS else None,
        commission=_amount(fill.commission, currency, what),
        fee=_amount(fill.fee, currency, what),
        swap=_amount(fill.swap, currency, what),
        profit=_amount(fill.profit, currency, what),
        costs_pending=not fill.costs_told,
        comment=_plain(fill.comment)[:_LONGEST_COMMENT],
    )


def cash_entry(cash: CashState, *, platform: str, currency: str) -> CashEntry:
    """Raises CannotBook."""
    what = f"cash operation {cash.id[:80]}"
    if cash.kind not in CASH_KINDS:
        raise CannotBook(f"{what}: {cash.kind[:20]!r} is no kind of cash operation")
    return CashEntry(
        number=number_of(cash.id, platform),
        at=_moment(cash.at, what),
        kind=cash.kind,
        amount=_amount(cash.amount, currency, what),
        comment=_plain(cash.comment)[:_LONGEST_COMMENT],
    )


def number_of(id: str, platform: str) -> Number:
    """Raises CannotBook where it is none of the platform's."""
    if platform in COUNTS:
        ticket = _ticket(id)
        if ticket is None:
            raise CannotBook(f"{id[:80]!r} is no ticket")
        return Number(ticket, None)
    return Number(None, _words(id, _LONGEST_NUMBER, "a number"))


def _ticket(id: str) -> int | None:
    if not (id.isascii() and id.isdigit()) or len(id) > 19:
        return None
    ticket = int(id)
    return ticket if 0 < ticket <= _LARGEST_TICKET else None


def _words(text: str, longest: int, what: str) -> str:
    if not text or len(text) > longest or _plain(text) != text:
        raise CannotBook(f"{what}: {text[:80]!r} has not 1 to {longest} plain characters")
    return text


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())


def _moment(at: datetime, what: str) -> datetime:
    if at.tzinfo is None:
        raise CannotBook(f"{what}: {at} is a time without its zone")
    return at


def _amount(amount: Decimal, currency: str, what: str) -> Decimal:
    return round_amount(_within(amount, _LARGEST_AMOUNT, what), currency)


def _within(value: Decimal, largest: Decimal, what: str) -> Decimal:
    if not value.is_finite() or abs(value) >= largest:
        raise CannotBook(f"{what}: {value} is out of range")
    return value
