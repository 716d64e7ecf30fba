"""Holdings and net positions of a day as what is held now, and as the account's money.

Kite splits one share in two: what was held when the day began (holdings, at cost) and what the day bought or sold
(net positions, product CNC). Delivered shares cannot be sold short, so a negative CNC position is a sale out of
holdings, whichever exchange either was listed at. Futures are settled to the last close each day in cash; an option's
premium has left the cash, and the option is worth what it trades at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal

from trading.brokers.facts import AccountState, PositionState, Side
from trading.brokers.kite import fields, grammar
from trading.brokers.rows import BadRow, Row, a_row

NOTHING = Decimal(0)
DELIVERY, ON_MARGIN = "CNC", "MTF"
_AVERAGE = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class _Held:
    """`volume` below zero is short."""

    symbol: str
    product: str
    volume: Decimal
    average: Decimal
    price: Decimal
    multiplier: Decimal = Decimal(1)

    @property
    def profit(self) -> Decimal:
        return (self.price - self.average) * self.volume * self.multiplier


def positions(holdings: Sequence[Row], net: Sequence[Row]) -> list[PositionState]:
    return [_position(held) for held in _all(holdings, net) if held.volume]


def account(
    *, profile: Row, margins: Row, holdings: Sequence[Row], net: Sequence[Row], login: str, server: str
) -> AccountState:
    """Balance: cash as the day began plus paid in, what holdings cost, and results already booked; rupees."""
    segments = [a_row(margins[name], name) for name in ("equity", "commodity") if isinstance(margins.get(name), dict)]
    if not segments:
        raise BadRow("margins of no segment")
    cash = sum((fields.number(_part(segment, "available"), "cash") for segment in segments), NOTHING)
    equity = fields.rupees(cash + sum(map(_worth_of_holding, holdings), NOTHING) + sum(map(_worth_of, net), NOTHING))
    open_profit = fields.rupees(sum((held.profit for held in _all(holdings, net)), NOTHING))
    blocked = sum(
        (fields.optional(_part(segment, "utilised"), name) for segment in segments for name in ("span", "exposure")),
        NOTHING,
    )
    return AccountState(
        login=login,
        server=server,
        currency="INR",
        environment="live",
        balance=equity - open_profit,
        equity=equity,
        open_profit=open_profit,
        margin=fields.rupees(blocked),
        free_margin=fields.rupees(sum((fields.number(segment, "net") for segment in segments), NOTHING)),
        may_trade=any(segment.get("enabled") is True for segment in segments),
        name=fields.text(profile, "user_name", 128),
        company=fields.text(profile, "broker", 64),
    )


def _part(segment: Row, name: str) -> Row:
    return a_row(segment.get(name) or {}, name)


def _opening(told: Row) -> Decimal:
    """Shares when the day began, with those still to be delivered and those pledged, which Kite counts apart."""
    pledged = fields.optional(told, "collateral_quantity")
    if told.get("opening_quantity") is not None:
        return fields.number(told, "opening_quantity") + pledged
    return fields.number(told, "quantity") + fields.optional(told, "t1_quantity") + pledged


def _worth_of_holding(told: Row) -> Decimal:
    worth = _opening(told) * fields.number(told, "last_price")
    margin = _on_margin(told)
    if margin is None:
        return worth
    # Zerodha lent the rest of their cost.
    return worth + fields.optional(a_row(told["mtf"], "mtf"), "initial_margin") + margin.profit


def _on_margin(told: Row) -> _Held | None:
    """Shares bought with Zerodha's money, in the same row as those that are paid for."""
    if told.get("mtf") is None:
        return None
    row = a_row(told["mtf"], "mtf")
    volume = fields.optional(row, "quantity")
    if not volume:
        return None
    price = fields.number(told, "last_price")
    return _Held(grammar.of(told), ON_MARGIN, volume, fields.number(row, "average_price"), price)


def _worth_of(told: Row) -> Decimal:
    """What a net position adds to the day's opening cash and holdings."""
    exchange, name = fields.name(told, "exchange", 16), fields.name(told, "tradingsymbol")
    today = fields.optional(told, "m2m")
    if exchange in grammar.SHARES or name.endswith("FUT"):
        # What was carried over night was settled, or stands in the opening cash; the day's change is what is new.
        return today
    carried = fields.optional(told, "overnight_quantity") * fields.optional(told, "close_price") * _multiplier(told)
    return carried + today


def _multiplier(told: Row) -> Decimal:
    return fields.level(told, "multiplier") or Decimal(1)


def _all(holdings: Sequence[Row], net: Sequence[Row]) -> list[_Held]:
    kept: dict[str, dict[str, _Held]] = {DELIVERY: {}, ON_MARGIN: {}}
    others: list[_Held] = []
    for told in holdings:
        held = _Held(
            grammar.of(told), DELIVERY, _opening(told), fields.number(told, "average_price"),
            fields.number(told, "last_price"),
        )  # fmt: skip
        kept[DELIVERY][held.symbol] = held
        margin = _on_margin(told)
        if margin is not None:
            kept[ON_MARGIN][margin.symbol] = margin
    for told in net:
        held = _Held(
            grammar.of(told), fields.name(told, "product", 16), fields.number(told, "quantity"),
            fields.number(told, "average_price"), fields.number(told, "last_price"), _multiplier(told),
        )  # fmt: skip
        if held.product in kept:
            _deliver(kept[held.product], held)
        else:
            others.append(held)
    return [*kept[DELIVERY].values(), *kept[ON_MARGIN].values(), *others]


def _deliver(delivered: dict[str, _Held], day: _Held) -> None:
    """Buys join what was held, at their mean cost; sales leave its cost as it was."""
    if day.volume < 0:
        name = day.symbol.partition(":")[2]
        places = [day.symbol, *(symbol for symbol in delivered if symbol.partition(":")[2] == name)]
        for symbol in dict.fromkeys(place for place in places if place in delivered):
            sold = min(-day.volume, delivered[symbol].volume)
            if sold > 0:
                delivered[symbol] = replace(delivered[symbol], volume=delivered[symbol].volume - sold)
                day = replace(day, volume=day.volume + sold)
        if not day.volume:
            return
    before = delivered.get(day.symbol)
    if before is None or not before.volume:
        delivered[day.symbol] = day
        return
    volume = before.volume + day.volume
    cost = before.volume * before.average + day.volume * day.average
    average = (cost / volume).quantize(_AVERAGE, ROUND_HALF_EVEN) if volume else before.average
    delivered[day.symbol] = replace(day, volume=volume, average=average)


def _position(held: _Held) -> PositionState:
    return PositionState(
        id=f"{held.symbol}/{held.product}",
        symbol=held.symbol,
        side=Side.BUY if held.volume > 0 else Side.SELL,
        volume=abs(held.volume),
        open_price=held.average,
        price=held.price,
        profit=fields.rupees(held.profit),
    )
