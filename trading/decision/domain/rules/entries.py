"""Which orders of the strategy that still may open what it wants to be out of?"""

from __future__ import annotations

from trading.brokers.facts import Side
from trading.decision.domain.facts import Case, Entry
from trading.decision.domain.plan import Answer, Plan
from trading.decision.domain.verdicts import Figure, Word, plain
from trading.signals.domain.standard import SignalKind


def entries_are_cancelled(case: Case, plan: Plan) -> Answer:
    """An exit or a flip cancels what would open the same again. It is asked before all rules that may decline the
    closing: a cancel passes where nothing else does."""
    if case.signal.kind not in (SignalKind.EXIT, SignalKind.FLIP):
        return Answer(Word.PASS, "Only an exit or a flip cancels entries.", plan)
    found: dict[int, Entry] = {}
    figures = []
    for leg in case.legs:
        # What a side is told of closes the positions of the other one.
        against = [entry for entry in leg.holding.own_entries if entry.side is not leg.side]
        found |= {entry.number: entry for entry in against}
        figures.append(Figure(f"{leg.name} working entries", str(sum(entry.works for entry in against))))
        if leg.holding.own_nameless:
            figures.append(Figure(f"{leg.name} filled, not told yet", plain(leg.holding.own_nameless)))
    plan = plan.cancelling(tuple(found.values()))
    return Answer(Word.PASS, cancelled_in_words(case, plan) or "No entry is working.", plan, input=tuple(figures))


def stays_in_words(case: Case) -> str:
    """What is filled and cannot be closed yet, since nobody knows the numbers of its positions; empty if nothing is."""
    if not case.signal.closes:
        return ""
    found = []
    for leg in case.legs:
        nameless = leg.holding.own_nameless
        if nameless and leg.side is not (Side.BUY if nameless > 0 else Side.SELL):
            found.append(f"{plain(abs(nameless))} {leg.name}")
    if not found:
        return ""
    return f"{' and '.join(found)} stays open: the broker has filled it, and has not told its position yet."


def cancelled_in_words(case: Case, plan: Plan) -> str:
    """Empty where nothing is cancelled."""
    many = sum(entry.works for entry in plan.cancels)
    if not many:
        return ""
    what = "1 working entry" if many == 1 else f"{many} working entries"
    is_dry = case.strategy.mode == "dry run"
    return f"{what} {'would be' if is_dry else 'is' if many == 1 else 'are'} cancelled."
