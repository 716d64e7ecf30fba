"""What does the strategy hold already, what of it is closed, and who holds the opposite?"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from trading.brokers.facts import Side
from trading.decision.domain.facts import ZERO, Case, HoldingFacts, LegFacts
from trading.decision.domain.plan import Answer, Closing, Plan
from trading.decision.domain.verdicts import Figure, Word, plain
from trading.signals.domain.standard import SignalKind


def own_position_fits(case: Case, plan: Plan) -> Answer:
    """An entry opens nothing against what the strategy holds; an exit closes no more than it holds."""
    figures = tuple(_figures(case.legs))
    if plan.closes:
        return _closing(case, plan, figures)
    for leg in case.legs:
        sign = 1 if leg.side is Side.BUY else -1
        held, out = leg.holding.own * sign, leg.holding.own_out_up if sign > 0 else leg.holding.own_out_down
        if held < 0:
            words = f"{leg.name}: the strategy holds {plain(-held)} the other way, and only a flip turns that."
            return Answer(Word.STOP, words, plan, input=figures)
        if case.signal.kind is SignalKind.SCALE_IN and not held and not out:
            return Answer(
                Word.STOP, f"{leg.name}: the strategy holds nothing that could be made larger.", plan, input=figures
            )
    held_now = any(leg.holding.own for leg in case.legs)
    words = "It makes larger what the strategy holds." if held_now else "The strategy holds nothing the other way."
    return Answer(Word.PASS, words, plan, input=figures)


def _figures(legs: tuple[LegFacts, ...]) -> list[Figure]:
    found = []
    for leg in legs:
        found.append(Figure(f"{leg.name} held", plain(leg.holding.own)))
        if leg.holding.own_closing:
            found.append(Figure(f"{leg.name} being closed", plain(leg.holding.own_closing)))
    return found


def _closing(case: Case, plan: Plan, figures: tuple[Figure, ...]) -> Answer:
    closing: list[Closing] = []
    nothing = []
    for leg in case.legs:
        parts = _closes(leg, flips=case.signal.kind is SignalKind.FLIP)
        closing += parts
        if not parts:
            nothing.append(leg.name)
    if case.signal.kind is SignalKind.FLIP:
        return _flip(plan, tuple(closing), figures)
    if not closing and any(entry.works for entry in plan.cancels):
        words = f"The strategy holds nothing of {', '.join(nothing)}; what it has out to open is cancelled."
        return Answer(Word.PASS, words, plan, input=figures)
    if not closing:
        return Answer(
            Word.STOP, f"The strategy holds nothing of {', '.join(nothing)} that this could close.", plan, input=figures
        )
    if nothing and case.signal.kind is SignalKind.SCALE_OUT:
        return Answer(
            Word.STOP, f"The strategy holds nothing of {', '.join(nothing)}: all legs or none.", plan, input=figures
        )
    words = "What the strategy holds is closed." if case.signal.kind is SignalKind.EXIT else "A part of it is closed."
    if nothing:
        words += f" There is nothing of {', '.join(nothing)}."
    return Answer(Word.PASS, words, replace(plan, closing=tuple(closing)), input=figures)


def _flip(plan: Plan, closing: tuple[Closing, ...], figures: tuple[Figure, ...]) -> Answer:
    if closing:
        words = "What the strategy holds the other way is closed first" + (
            ", then the opposite opened." if plan.opens else "."
        )
        return Answer(Word.PASS, words, replace(plan, closing=closing), input=figures)
    if plan.opens:
        return Answer(Word.PASS, "There is nothing to turn; it only opens.", replace(plan, closes=False), input=figures)
    return Answer(Word.STOP, "There is nothing to close, and nothing may be opened.", plan, input=figures)


def _closes(leg: LegFacts, *, flips: bool) -> list[Closing]:
    """Orders that bring to nothing what the leg's side is against; each position at a hedging broker its own."""
    holding = leg.holding
    free = max(abs(holding.own) - holding.own_closing, ZERO)
    side = Side.SELL if holding.own > 0 else Side.BUY
    if not free or (leg.side is not None and leg.side is not side):
        return []
    if not holding.tickets:
        return [Closing(leg, side, free)]
    return _by_ticket(leg, side, free, holding)


def _by_ticket(leg: LegFacts, side: Side, free: Decimal, holding: HoldingFacts) -> list[Closing]:
    """The oldest first."""
    parts = []
    for ticket in holding.tickets:
        held = ticket.volume if holding.own > 0 else -ticket.volume
        volume = min(held, free)
        if volume > 0:
            parts.append(Closing(leg, side, volume, ticket.number))
            free -= volume
    return parts


def others_are_known(case: Case, plan: Plan) -> Answer:
    """What other strategies hold the other way is said; on an account that nets, it is met by this order."""
    figures, against = [], []
    for leg in case.legs:
        sign = 1 if leg.side is Side.BUY else -1
        for code, volume in leg.holding.others.items():
            if volume * sign < 0:
                figures.append(Figure(f"{code}: {leg.name}", plain(volume), open=False))
                against.append(leg.name)
    if not against:
        return Answer(Word.PASS, "No other strategy holds the opposite here.", plan)
    names = ", ".join(dict.fromkeys(against))
    if case.account.hedging:
        words = f"Another strategy holds the opposite of {names}; the account keeps both."
    else:
        words = f"Another strategy holds the opposite of {names}; on this account the two are netted."
    return Answer(Word.PASS, words, plan, "No position of yours is against it.", tuple(figures))
