"""Writes events into the book one after the other, each seeing what the one before it made."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from fidus.lib.money import round_amount
from trading.brokers.facts import OrderStatus, Quote, Side, TimeInForce
from trading.domain.paper.applying import apply
from trading.domain.paper.events import Ended, Event, Swapped
from trading.domain.paper.values import State

Outcome = tuple[State, tuple[Event, ...]]


class Pen:
    def __init__(self, state: State, at: datetime) -> None:
        """`at` is now; the nights since the book's newest event are written first."""
        self.state = state
        self.at = max(at, state.at)
        self._events: list[Event] = []
        self._pass_nights()

    def write(self, event: Event) -> None:
        self.state = apply(self.state, event)
        self._events.append(event)

    def written(self) -> int:
        return len(self._events)

    def outcome(self) -> Outcome:
        return self.state, tuple(self._events)

    def next_id(self) -> str:
        return str(self.state.next_id)

    def end(self, order_id: str, status: OrderStatus, reason: str, at: datetime | None = None) -> None:
        self.write(Ended(order_id=order_id, status=status, reason=reason, at=at or self.at))

    def see(self, quote: Quote) -> None:
        """The market's newest prices; they are seen, not written."""
        self.state = replace(self.state, quotes={**self.state.quotes, quote.symbol: quote})

    def use_up(self, symbol: str, side: Side, volume: Decimal) -> None:
        """What an order of `side` took is no longer shown at the touch."""
        quote = self.state.quotes[symbol]
        if side is Side.BUY and quote.ask_size is not None:
            self.see(replace(quote, ask_size=max(quote.ask_size - volume, Decimal(0))))
        if side is Side.SELL and quote.bid_size is not None:
            self.see(replace(quote, bid_size=max(quote.bid_size - volume, Decimal(0))))

    def _pass_nights(self) -> None:
        night = _day_end_after(self.state.at, self.state)
        while night <= self.at and (self.state.orders or self.state.positions):
            self._swap(night)
            for order in self.state.orders_in_turn():
                if order.time_in_force is TimeInForce.DAY and order.placed_at < night:
                    self.end(order.id, OrderStatus.EXPIRED, "the day is over", night)
            night += timedelta(days=1)

    def _swap(self, night: datetime) -> None:
        terms = self.state.terms
        for position in self.state.positions_in_turn():
            rate = terms.swap_long if position.side is Side.BUY else terms.swap_short
            amount = round_amount(rate * position.volume, terms.currency)
            if amount:
                self.write(Swapped(position_id=position.id, amount=amount, at=night))


def _day_end_after(moment: datetime, state: State) -> datetime:
    end = datetime.combine(moment.date(), state.terms.day_ends_at, moment.tzinfo)
    return end if end > moment else end + timedelta(days=1)
