"""What a paper account's positions are worth, bind and cost; every amount is rounded where it is made."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fidus.lib.money import round_amount
from trading.brokers.facts import Side
from trading.domain.paper.values import ZERO, PaperRefusal, Position, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """equity = balance + open profit; open profit holds the swaps not yet booked."""

    balance: Decimal
    open_profit: Decimal
    margin: Decimal

    @property
    def equity(self) -> Decimal:
        return self.balance + self.open_profit

    @property
    def free_margin(self) -> Decimal:
        return self.equity - self.margin

    @property
    def margin_level(self) -> Decimal | None:
        """Percent; None when nothing is bound."""
        return self.equity / self.margin * 100 if self.margin else None


def figures(state: State) -> Figures:
    """The account's money at the prices last seen."""
    held = state.positions.values()
    return Figures(
        balance=state.balance,
        open_profit=sum((open_profit(state, position) + position.swap for position in held), ZERO),
        margin=sum((margin(state, position) for position in held), ZERO),
    )


def open_profit(state: State, position: Position) -> Decimal:
    """What closing the position at the touch would realise, without swap and costs."""
    price = closing_price(state, position)
    return ZERO if price is None else profit(state, position, position.volume, price)


def closing_price(state: State, position: Position) -> Decimal | None:
    """The side the position would be closed at, else the last trade's; None while nothing has been seen."""
    quote = state.quotes.get(position.symbol)
    if quote is None:
        return None
    touch = touch_of(state, position.symbol, position.side.opposite)
    return quote.last if touch is None else touch


def touch_of(state: State, symbol: str, side: Side) -> Decimal | None:
    """What an order of `side` would trade at: the ask for a buy, the bid for a sell."""
    quote = state.quotes.get(symbol)
    if quote is None:
        return None
    return quote.ask if side is Side.BUY else quote.bid


def profit(state: State, position: Position, volume: Decimal, price: Decimal) -> Decimal:
    """What `volume` of the position makes at `price`."""
    gained = price - position.open_price if position.side is Side.BUY else position.open_price - price
    return value(state, position.symbol, volume, gained)


def margin(state: State, position: Position) -> Decimal:
    exact = exact_value(state, position.symbol, position.volume, position.open_price)
    return round_amount(exact / state.terms.leverage, state.terms.currency)


def commission(state: State, symbol: str, volume: Decimal, price: Decimal) -> Decimal:
    """Of one fill; never above zero."""
    terms = state.terms
    by_value = exact_value(state, symbol, volume, price) * terms.commission_percent / 100
    return ZERO - round_amount(terms.commission_per_unit * volume + by_value, terms.currency)


def value(state: State, symbol: str, volume: Decimal, price: Decimal) -> Decimal:
    return round_amount(exact_value(state, symbol, volume, price), state.terms.currency)


def exact_value(state: State, symbol: str, volume: Decimal, price: Decimal) -> Decimal:
    """In the account's currency, not rounded; raises PaperRefusal while the rate is not known."""
    instrument = state.instruments[symbol]
    return volume * price * instrument.multiplier * rate_of(state, instrument.currency)


def rate_of(state: State, currency: str) -> Decimal:
    """What one unit of `currency` is in the account's; raises PaperRefusal while it is not known."""
    if currency == state.terms.currency:
        return Decimal(1)
    if currency not in state.rates:
        raise PaperRefusal(f"no rate from {currency} to {state.terms.currency} is known")
    return state.rates[currency]
