"""What the broker can carry: volumes in its steps, prices in its ticks."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from math import lcm

from trading.decision.domain.facts import ZERO, Case, LegFacts
from trading.decision.domain.plan import Answer, Plan
from trading.decision.domain.verdicts import Figure, Word, plain
from trading.signals.domain.standard import SignalKind

_WIDE = Context(prec=60)


def down(value: Decimal, step: Decimal) -> Decimal:
    """The greatest multiple of `step` that is not above `value`."""
    return _WIDE.multiply(_WIDE.divide(value, step).to_integral_value(ROUND_FLOOR), step)


def up(value: Decimal, step: Decimal) -> Decimal:
    return _WIDE.multiply(_WIDE.divide(value, step).to_integral_value(ROUND_CEILING), step)


def common_step(legs: tuple[LegFacts, ...]) -> Decimal:
    """The least step of sets that every leg can take."""
    steps = [leg.instrument.step for leg in legs if leg.instrument]
    places = max(max(-int(step.as_tuple().exponent), 0) for step in steps)
    return Decimal(lcm(*(int(step.scaleb(places)) for step in steps))).scaleb(-places)


def volume_fits(case: Case, plan: Plan) -> Answer:
    """Rounded down; a combination keeps its ratio. Less than the broker's least is not traded at all."""
    figures = tuple(
        Figure(leg.name, f"steps of {plain(leg.instrument.step)}, from {plain(leg.instrument.least)}"
               + (f" to {plain(leg.instrument.most)}" if leg.instrument.most is not None else ""))
        for leg in case.legs if leg.instrument
    )  # fmt: skip
    plan, fault = _closing_fits(case, plan)
    if fault:
        return Answer(Word.STOP, fault, plan, input=figures)
    if not plan.opens and not plan.closing:
        return Answer(Word.PASS, "Nothing is traded.", plan, input=figures)
    if not plan.opens:
        return Answer(Word.PASS, "What is closed is a whole number of steps.", plan, input=figures)
    return _opening_fits(case, plan, figures)


def _closing_fits(case: Case, plan: Plan) -> tuple[Plan, str]:
    kept = []
    for one in plan.closing:
        instrument = one.leg.traded
        volume = down(one.volume, instrument.step)
        if volume > 0 and volume >= instrument.least:
            kept.append(replace(one, volume=volume))
        elif case.signal.kind is SignalKind.SCALE_OUT and len(case.legs) > 1:
            return plan, f"{one.leg.name}: {plain(one.volume)} is less than can be traded: all legs or none."
    if plan.closing and not kept and not plan.opens:
        least = plan.closing[0].leg
        return plan, f"What is to be closed of {least.name} is less than the broker trades."
    return replace(plan, closing=tuple(kept)), ""


def _opening_fits(case: Case, plan: Plan, figures: tuple[Figure, ...]) -> Answer:
    asked = plan.sets or ZERO
    most = min(
        (leg.instrument.most / leg.ratio for leg in case.legs if leg.instrument and leg.instrument.most), default=asked
    )
    sets = down(min(asked, most), common_step(case.legs))
    for leg in case.legs:
        volume, instrument = sets * leg.ratio, leg.instrument
        if instrument is not None and (volume <= 0 or volume < instrument.least):
            least = plain(max(instrument.least, instrument.step))
            wanted = plain(round(asked * leg.ratio, 8))
            words = f"{leg.name}: {wanted} is less than the least that the broker trades, {least}."
            return Answer(Word.STOP, words, plan, input=figures)
    plan = plan.no_more_than(sets)
    if asked > most:
        return Answer(Word.LESS, f"The broker takes no more than {plain(sets)} in one order.", plan, input=figures)
    if sets < asked:
        return Answer(Word.PASS, f"Rounded down to {plain(sets)}.", plan, input=figures)
    return Answer(Word.PASS, "It is a whole number of steps.", plan, input=figures)
