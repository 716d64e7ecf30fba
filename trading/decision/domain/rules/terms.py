"""At which prices the broker is told to trade: in its ticks, to the careful side."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from trading.brokers.facts import OrderKind, Side
from trading.decision.domain.facts import ZERO, Case
from trading.decision.domain.plan import Answer, Plan
from trading.decision.domain.rules.steps import down, up
from trading.decision.domain.verdicts import Figure, Word, plain


def prices_fit(case: Case, plan: Plan) -> Answer:
    signal = case.signal
    if len(case.legs) > 1:
        return _combination(case, plan)
    leg = case.legs[0]
    given = {
        "Limit": signal.limit_price,
        "Stop": signal.stop_price,
        "Stop loss": signal.stop_loss,
        "Target": signal.target,
    }
    figures = [Figure("Ticks of", plain(leg.traded.tick))]
    figures += [Figure(name, plain(price)) for name, price in given.items() if price is not None]
    off = [name for name, price in given.items() if price is not None and down(price, leg.traded.tick) != price]
    if signal.limit_price is not None and down(signal.limit_price, leg.traded.tick) <= 0:
        return Answer(Word.STOP, "Its limit is less than one tick.", plan, input=tuple(figures))
    if off:
        return Answer(Word.PASS, f"Rounded to the careful side: {', '.join(off)}.", plan, input=tuple(figures))
    return Answer(
        Word.PASS,
        "Its prices are whole ticks." if len(figures) > 1 else "It names no prices.",
        plan,
        input=tuple(figures),
    )


def _combination(case: Case, plan: Plan) -> Answer:
    """Brokers are told each leg by itself: a limit of the whole becomes limits of the legs, at the prices quoted now,
    if these come to no more than it."""
    signal = case.signal
    if signal.order_kind is OrderKind.MARKET:
        return Answer(Word.PASS, "Each leg is traded at the market.", plan)
    if not plan.opens:
        return Answer(
            Word.PASS, "Each leg is closed at the market, for a limit of the whole has no legs of its own.", plan
        )
    if signal.order_kind is not OrderKind.LIMIT or signal.limit_price is None:
        return Answer(Word.STOP, "A combination is traded at the market or with a limit, never with a stop.", plan)
    limits = tuple(
        (up if leg.side is Side.BUY else down)(price, leg.traded.tick)
        for leg, price in zip(case.legs, plan.prices, strict=True)
    )
    cost = sum(
        (price * leg.ratio * (1 if leg.side is Side.BUY else -1) for leg, price in zip(case.legs, limits, strict=True)),
        ZERO,
    )
    figures = (Figure("Limit", plain(signal.limit_price)), Figure("Comes to now", plain(cost)))
    if cost > signal.limit_price:
        return Answer(
            Word.STOP, f"The combination comes to {plain(cost)} now, more than its limit.", plan, input=figures
        )
    if min(limits) <= 0:
        return Answer(Word.STOP, "A leg is worth less than one tick.", plan, input=figures)
    return Answer(
        Word.PASS,
        "The legs together come to no more than the limit; each has its quote as its own.",
        replace(plan, limits=limits),
        input=figures,
    )


def limit_in_ticks(price: Decimal, side: Side, tick: Decimal) -> Decimal:
    """Never worse than was said."""
    return down(price, tick) if side is Side.BUY else up(price, tick)


def trigger_in_ticks(price: Decimal, side: Side, tick: Decimal) -> Decimal:
    """Of a stop order that opens or closes: never sooner than was said."""
    return up(price, tick) if side is Side.BUY else down(price, tick)


def end_in_ticks(price: Decimal, side: Side, tick: Decimal, *, loss: bool) -> Decimal:
    """Of a stop loss or target of an order of `side`: never further away than was said."""
    return up(price, tick) if (side is Side.BUY) is loss else down(price, tick)
