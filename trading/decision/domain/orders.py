"""The orders that a plan comes to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trading.brokers.facts import OrderKind, Side, TimeInForce
from trading.decision.domain.facts import Case, LegFacts
from trading.decision.domain.plan import Plan, value_of_unit
from trading.decision.domain.rules.steps import down
from trading.decision.domain.rules.terms import end_in_ticks, limit_in_ticks, trigger_in_ticks


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedOrder:
    """`value` is what it is worth in the account's currency where it opens; zero where it closes."""

    leg: int
    symbol: str
    our_symbol: str
    opens: bool
    side: Side
    volume: Decimal
    kind: OrderKind
    time_in_force: TimeInForce
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None
    stop_loss_offset: Decimal | None = None
    take_profit_offset: Decimal | None = None
    closes: str = ""
    value: Decimal = Decimal(0)


def orders_of(case: Case, plan: Plan) -> tuple[DecidedOrder, ...]:
    """What closes goes first."""
    closing = [_order(case, one.leg, one.side, one.volume, closes=one.ticket) for one in plan.closing]
    return (*closing, *(_opening(case, plan, place) for place in range(len(case.legs)) if plan.opens))


def _opening(case: Case, plan: Plan, place: int) -> DecidedOrder:
    leg = case.legs[place]
    if leg.side is None or plan.sets is None:
        raise ValueError(f"{leg.name} is to be opened, and is not sized")
    volume = plan.sets * leg.ratio
    limit = plan.limits[place] if plan.limits else None
    return _order(
        case, leg, leg.side, volume, limit=limit, value=volume * value_of_unit(leg, plan.prices[place]), opens=True
    )


def _order(
    case: Case, leg: LegFacts, side: Side, volume: Decimal, *, closes: str = "", limit: Decimal | None = None,
    value: Decimal = Decimal(0), opens: bool = False,
) -> DecidedOrder:  # fmt: skip
    signal, instrument = case.signal, leg.traded
    kind, stop, tick = signal.order_kind, signal.stop_price, instrument.tick
    if len(case.legs) > 1:
        kind, stop = (OrderKind.MARKET if limit is None else OrderKind.LIMIT), None
    elif signal.limit_price is not None:
        limit = limit_in_ticks(signal.limit_price, side, tick)
    bracket = _bracket(case, side, tick) if opens else {}
    return DecidedOrder(
        leg=leg.number, symbol=instrument.symbol, our_symbol=instrument.our_symbol, opens=opens, side=side,
        volume=volume, kind=kind, time_in_force=signal.time_in_force, limit_price=limit,
        stop_price=None if stop is None else trigger_in_ticks(stop, side, tick), closes=closes, value=value, **bracket,
    )  # fmt: skip


def _bracket(case: Case, side: Side, tick: Decimal) -> dict[str, Decimal | None]:
    signal = case.signal
    given: dict[str, Decimal | None] = {}
    if signal.stop_loss is not None:
        given["stop_loss"] = end_in_ticks(signal.stop_loss, side, tick, loss=True)
    if signal.target is not None:
        given["take_profit"] = end_in_ticks(signal.target, side, tick, loss=False)
    # Distances are counted from where it is filled: at least a tick, else never further away than was said.
    if signal.stop_loss_offset is not None:
        given["stop_loss_offset"] = max(down(signal.stop_loss_offset, tick), tick)
    if signal.target_offset is not None:
        given["take_profit_offset"] = max(down(signal.target_offset, tick), tick)
    return given
