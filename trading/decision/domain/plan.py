"""What is to be ordered, as it takes shape from rule to rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from trading.brokers.facts import AssetKind, Side
from trading.decision.domain.facts import ZERO, Case, Entry, LegFacts
from trading.decision.domain.verdicts import Figure, Word


@dataclass(frozen=True, slots=True)
class Closing:
    """A position, or a part of it, that is closed; `ticket` where the broker keeps several of one symbol."""

    leg: LegFacts
    side: Side
    volume: Decimal
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """`sets` is how many times the legs are opened, each in its ratio; None until it is sized. `cancels` are working
    entries that are cancelled whatever becomes of the rest. `prices` are of one unit of each leg, by its number, as
    they are reckoned with."""

    opens: bool
    closes: bool
    sets: Decimal | None = None
    closing: tuple[Closing, ...] = ()
    cancels: tuple[Entry, ...] = ()
    prices: tuple[Decimal, ...] = ()
    limits: tuple[Decimal, ...] = ()  # of each leg of a combination that has a limit as a whole
    dropped: tuple[str, str, str] | None = None  # rule, words and told of why nothing is opened

    def cancelling(self, entries: tuple[Entry, ...]) -> Plan:
        return replace(self, cancels=entries)

    def without_opening(self, rule: str, words: str, told: str) -> Plan:
        return replace(self, opens=False, sets=None, dropped=self.dropped or (rule, words, told))

    def no_more_than(self, sets: Decimal) -> Plan:
        return replace(self, sets=max(min(sets, self.sets or ZERO), ZERO))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule says; `told` is empty where the developer may read the same words."""

    verdict: Word
    words: str
    plan: Plan
    told: str = ""
    input: tuple[Figure, ...] = ()


def value_of_unit(leg: LegFacts, price: Decimal) -> Decimal:
    """What one unit of trade is worth in the account's currency, without leverage. A sold option counts with its
    strike, which is what it can cost, not with the little that it brings."""
    instrument = leg.traded
    if instrument.kind is AssetKind.OPTION and leg.side is Side.SELL and instrument.strike is not None:
        price = max(price, instrument.strike)
    return price * leg.unit_value


def value_of_set(case: Case, plan: Plan) -> Decimal:
    """What all legs once, each in its ratio, are worth in the account's currency."""
    return sum((leg.ratio * value_of_unit(leg, price) for leg, price in zip(case.legs, plan.prices, strict=True)), ZERO)
