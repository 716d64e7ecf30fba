"""Rows as the facts that rules are asked with."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from trading.brokers.facts import AssetKind, OrderKind, TimeInForce
from trading.decision.domain.facts import AllocationFacts, InstrumentFacts, SignalFacts, StrategyFacts
from trading.decision.models import Allocation
from trading.decision.selectors.instruments import Listed
from trading.market.gates import is_open
from trading.signals.domain.standard import SignalKind, SizeKind
from trading.signals.models import Signal, Strategy


def strategy_facts(strategy: Strategy) -> StrategyFacts:
    return StrategyFacts(code=strategy.code, state=strategy.state, mode=strategy.mode, environment=strategy.environment)


def signal_facts(signal: Signal) -> SignalFacts:
    """A price is as old as the sender says it, and no younger than it came."""
    said = signal.sent_at or signal.bar_at or signal.received_at
    return SignalFacts(
        kind=SignalKind(signal.kind), valid_until=signal.valid_until, priced_at=min(said, signal.received_at),
        order_kind=OrderKind(signal.order_kind), time_in_force=TimeInForce(signal.time_in_force),
        limit_price=signal.limit_price, stop_price=signal.stop_price, stop_loss=signal.stop_loss, target=signal.target,
        stop_loss_offset=signal.stop_loss_offset, target_offset=signal.target_offset,
        reference_price=signal.reference_price, size_kind=SizeKind(signal.size_kind) if signal.size_kind else None,
        size_value=signal.size_value,
    )  # fmt: skip


def allocation_facts(allocation: Allocation, portion: Decimal | None) -> AllocationFacts:
    return AllocationFacts(
        share=allocation.share, size_kind=SizeKind(allocation.size_kind), size_value=allocation.size_value,
        portion=portion,
    )  # fmt: skip


def instrument_facts(listed: Listed, rate: Decimal | None, now: datetime) -> InstrumentFacts:
    row = listed.row
    return InstrumentFacts(
        symbol=row.symbol, our_symbol=listed.our_symbol or row.symbol, kind=AssetKind(row.kind), currency=row.currency,
        tick=row.tick_size, step=row.volume_step, least=row.volume_min, most=row.volume_max, multiplier=row.multiplier,
        may_trade=row.may_trade, is_open=is_open(row, now), expires_at=row.expires_at, strike=row.strike,
        bid=listed.bid, ask=listed.ask, last=listed.last, seen_at=listed.seen_at, delayed=listed.delayed, rate=rate,
    )  # fmt: skip
