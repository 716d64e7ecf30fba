"""Signals that are to be decided, with what they say."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from fidus.lib.prepared import Question
from fidus.lib.rows_as_models import columns_of, instance_of, width_of
from trading.signals.models import Leg, Signal, Strategy

# Not `exists`: for that all decisions may be read, to look into them for each signal.
_SIGNALS = f"""
select b.one is not null, {columns_of(Signal, "s")}, {columns_of(Strategy, "t")}
  from signals_signal s join signals_strategy t on t.id = s.strategy_id
  left join lateral (select 1 as one from decision_decision d where d.signal_id = s.id limit 1) b on true
 where s.id = any(%s::bigint[]) order by s.id
"""  # noqa: S608 - made of names of columns
_LEGS = f"""
select {columns_of(Leg, "l")} from signals_leg l where l.signal_id = any(%s::bigint[]) order by l.signal_id, l.number
"""  # noqa: S608 - made of names of columns


@dataclass(frozen=True, slots=True)
class ToDecide:
    """`before`: there are decisions about it already, though it was not said to be decided."""

    signal: Signal
    before: bool
    legs: list[Leg] = field(default_factory=list)


def signals_and_legs(pks: Collection[int]) -> tuple[Question, Question]:
    """Rows for `signals_to_decide`."""
    return (_SIGNALS, [list(pks)]), (_LEGS, [list(pks)])


def signals_to_decide(signals: Sequence[Sequence[Any]], legs: Sequence[Sequence[Any]]) -> list[ToDecide]:
    """In the order of their numbers, with their strategies and legs."""
    found: dict[int, ToDecide] = {}
    strategies: dict[int, Strategy] = {}
    wide = width_of(Signal)
    for before, *values in signals:
        signal = instance_of(Signal, values[:wide])
        if signal.strategy_id not in strategies:
            strategies[signal.strategy_id] = instance_of(Strategy, values[wide:])
        signal.strategy = strategies[signal.strategy_id]
        found[signal.pk] = ToDecide(signal, before)
    for row in legs:
        leg = instance_of(Leg, row)
        found[leg.signal_id].legs.append(leg)
    return list(found.values())
