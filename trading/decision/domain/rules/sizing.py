"""How much is to be traded, before anything is limited."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from trading.brokers.facts import AssetKind
from trading.decision.domain.facts import ZERO, Case, LegFacts
from trading.decision.domain.plan import Answer, Closing, Plan, value_of_set
from trading.decision.domain.verdicts import Figure, Word, money, percent, plain
from trading.signals.domain.standard import SignalKind, SizeKind

# What a lot of currencies is, wherever it is traded (units of the first currency of the pair).
LOT = Decimal(100_000)
_COUNTED = (SizeKind.UNITS, SizeKind.LOTS)


def size_is_known(case: Case, plan: Plan) -> Answer:
    """The signal's size, else the allocation's usual one; percents are of the strategy's share of the account.

    Units and lots of a signal are of all its accounts together: each has the part that its equity is of theirs.
    """
    if case.signal.kind is SignalKind.FLIP and not plan.opens:
        return Answer(Word.PASS, "All that the strategy holds is closed.", plan)
    if case.signal.kind is SignalKind.EXIT:
        return Answer(Word.PASS, "An exit closes all that the strategy holds.", plan)
    hinted = case.signal.size_kind is not None
    kind = case.signal.size_kind or case.allocation.size_kind
    value = case.signal.size_value if hinted else case.allocation.size_value
    if value is None:
        raise ValueError("a size is a kind and a value")
    figures = [Figure("Asked for", _asked(kind, value)), Figure("By", "the signal" if hinted else "the allocation")]
    if kind not in _COUNTED:
        figures.append(Figure("Strategy's share", money(case.allocated, case.account.currency), open=False))
    sets, fault = _sets(case, plan, kind, value, shared=hinted)
    if fault:
        return Answer(Word.STOP, fault, plan, input=tuple(figures))
    figures.append(Figure("Comes to", plain(round(sets, 8))))
    if case.signal.kind is SignalKind.SCALE_OUT:
        return _scaled_out(plan, sets, tuple(figures))
    words = f"It is sized {'as the signal asks' if hinted else 'as the allocation usually is'}."
    return Answer(Word.PASS, words, replace(plan, sets=sets), input=tuple(figures))


def _asked(kind: SizeKind, value: Decimal) -> str:
    match kind:
        case SizeKind.EQUITY_PERCENT:
            return f"{percent(value)} of equity"
        case SizeKind.RISK_PERCENT:
            return f"{percent(value)} at risk"
        case _:
            return f"{plain(value)} {kind}"


def _sets(case: Case, plan: Plan, kind: SizeKind, value: Decimal, *, shared: bool) -> tuple[Decimal, str]:
    match kind:
        case SizeKind.UNITS | SizeKind.LOTS:
            portion = case.allocation.portion if shared else Decimal(1)
            if portion is None:
                return (
                    ZERO,
                    "The accounts' equity cannot be compared, so that nobody knows this one's part of the size.",
                )
            return value * portion * _units(kind, case.legs), ""
        case SizeKind.EQUITY_PERCENT:
            return case.allocated * value / 100 / value_of_set(case, plan), ""
        case SizeKind.RISK_PERCENT:
            return _at_risk(case, plan, case.allocated * value / 100)


def _units(kind: SizeKind, legs: tuple[LegFacts, ...]) -> Decimal:
    """Units of trade that one unit or lot is. Of currencies a unit is one of the pair's first currency."""
    instrument = legs[0].instrument
    if len(legs) > 1 or instrument is None or instrument.kind is not AssetKind.FOREX:
        return Decimal(1)
    return (LOT if kind is SizeKind.LOTS else Decimal(1)) / instrument.multiplier


def _at_risk(case: Case, plan: Plan, risk: Decimal) -> tuple[Decimal, str]:
    """volume = risk / (distance to the stop x multiplier x rate)."""
    signal, leg = case.signal, case.legs[0]
    if len(case.legs) > 1:
        return ZERO, "A combination has no stop, so that what it puts at risk is not known."
    distance = signal.stop_loss_offset
    if signal.stop_loss is not None:
        distance = abs(plan.prices[0] - signal.stop_loss)
    if not distance:
        return ZERO, "It is to be sized by its risk, and the distance to a stop is not known."
    return risk / (leg.ratio * distance * leg.unit_value), ""


def _scaled_out(plan: Plan, sets: Decimal, figures: tuple[Figure, ...]) -> Answer:
    """Each leg by the same number of sets, as far as every leg is held."""
    held = _held(plan.closing)
    most = min(held[leg.number] / leg.ratio for leg in {one.leg.number: one.leg for one in plan.closing}.values())
    closing = _first(plan.closing, min(sets, most))
    if sets > most:
        return Answer(
            Word.LESS,
            "It closes what is held, which is less than was asked for.",
            replace(plan, closing=closing),
            input=figures,
        )
    return Answer(Word.PASS, "It is sized as asked for.", replace(plan, closing=closing), input=figures)


def _held(closing: tuple[Closing, ...]) -> dict[int, Decimal]:
    held: dict[int, Decimal] = {}
    for one in closing:
        held[one.leg.number] = held.get(one.leg.number, ZERO) + one.volume
    return held


def _first(closing: tuple[Closing, ...], sets: Decimal) -> tuple[Closing, ...]:
    """So much of each leg, position by position."""
    left = {one.leg.number: sets * one.leg.ratio for one in closing}
    kept = []
    for one in closing:
        volume = min(one.volume, left[one.leg.number])
        left[one.leg.number] -= volume
        if volume > 0:
            kept.append(replace(one, volume=volume))
    return tuple(kept)


def stop_is_on_its_side(case: Case, plan: Plan) -> Answer:
    """A stop or target that the market has passed already would trigger at once."""
    signal, leg = case.signal, case.legs[0]
    if signal.stop_loss is None and signal.target is None:
        return Answer(Word.PASS, "It names no prices to end at.", plan)
    sign = 1 if leg.side is not None and leg.side.value == "buy" else -1
    price = plan.prices[0]
    figures = [Figure("Price", plain(price))]
    if signal.stop_loss is not None:
        figures.append(Figure("Stop", plain(signal.stop_loss)))
    if signal.target is not None:
        figures.append(Figure("Target", plain(signal.target)))
    if signal.stop_loss is not None and (price - signal.stop_loss) * sign <= 0:
        return Answer(Word.STOP, "The market has passed its stop already.", plan, input=tuple(figures))
    if signal.target is not None and (signal.target - price) * sign <= 0:
        return Answer(Word.STOP, "The market has reached its target already.", plan, input=tuple(figures))
    return Answer(Word.PASS, "Stop and target lie on their sides of the price.", plan, input=tuple(figures))
