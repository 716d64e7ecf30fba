"""A bar walked touch by touch: every level that waits is met exactly, on the way that is worse for the account."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from trading.brokers.facts import Quote, Side
from trading.domain.paper.matching import meet
from trading.domain.paper.pen import Outcome, Pen
from trading.domain.paper.reckoning import figures
from trading.domain.paper.values import Bar, PaperRefusal, State


def match_bar(state: State, bar: Bar) -> Outcome:
    """What the bar does to the book; raises PaperRefusal for one that began before what the book knows."""
    if bar.at < state.at:
        raise PaperRefusal(f"the bar of {bar.at} began before the book's newest event, of {state.at}")
    held = state.quotes.get(bar.symbol)
    if held is not None and bar.at < held.at:
        raise PaperRefusal(f"the bar of {bar.at} began before the price held, of {held.at}")
    low_first = _walk(state, bar, (bar.open, bar.low, bar.high, bar.close))
    high_first = _walk(state, bar, (bar.open, bar.high, bar.low, bar.close))
    return min(low_first, high_first, key=lambda outcome: figures(outcome[0]).equity)


def _walk(state: State, bar: Bar, way: tuple[Decimal, ...]) -> Outcome:
    pen = Pen(state, bar.at)
    here = way[0]
    _touch(pen, bar, here)
    for target in way[1:]:
        while (level := _next_level(pen.state, bar, here, target)) is not None:
            _touch(pen, bar, level)
            here = level
        if target != here:
            _touch(pen, bar, target)
        here = target
    return pen.outcome()


def _touch(pen: Pen, bar: Bar, bid: Decimal) -> None:
    meet(pen, Quote(symbol=bar.symbol, at=bar.at, bid=bid, ask=bid + bar.spread))


def _next_level(state: State, bar: Bar, here: Decimal, target: Decimal) -> Decimal | None:
    """The first bid strictly between `here` and `target` at which something waits."""
    low, high = min(here, target), max(here, target)
    between = [level for level in _levels(state, bar) if low < level < high]
    if not between:
        return None
    return min(between) if target > here else max(between)


def _levels(state: State, bar: Bar) -> Iterator[Decimal]:
    """The bids at which an order or a position's protection is touched."""
    for order in state.orders.values():
        price = order.stop_price if order.waits_for_stop else order.limit_price
        if order.symbol == bar.symbol and price is not None:
            yield price - bar.spread if order.side is Side.BUY else price
    for position in state.positions.values():
        for price in (position.stop_loss, position.take_profit):
            if position.symbol == bar.symbol and price is not None:
                yield price - bar.spread if position.side is Side.SELL else price
