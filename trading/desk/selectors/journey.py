"""The journey of one signal, or of one order that a person placed: everything on the way from receipt to fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from trading.desk.domain.looks import standing
from trading.desk.domain.slippage import average_price
from trading.desk.domain.waiting import DECIDED, RECEIVED, Happened, Waited, milliseconds, spans
from trading.desk.selectors.decisions import DecisionLine, decisions
from trading.desk.selectors.holdings import Holding, holdings
from trading.desk.selectors.ways import Begun, OrderWay, Step, signal_of, ways
from trading.orders.models import Instruction
from trading.signals.models import Leg, RawSignal, Signal

PROMISED_MS = Decimal(50)


@dataclass(frozen=True, slots=True)
class Journey:
    """`signal` is None of an order placed by hand; `messages` are all that told the signal, the taken one first."""

    signal: Signal | None
    legs: Sequence[Leg]
    messages: Sequence[RawSignal]
    decisions: Sequence[DecisionLine]
    ways: Sequence[OrderWay]
    steps: Sequence[Step]
    holdings: Sequence[Holding]

    @property
    def told(self) -> str:
        """The message that was taken, as text; bytes that are no UTF-8 are replaced."""
        return bytes(self.messages[0].body).decode(errors="replace") if self.messages else ""

    @property
    def begun_at(self) -> datetime:
        return self.signal.received_at if self.signal else self.ways[0].order.placed_at

    @property
    def entries(self) -> list[OrderWay]:
        """What was ordered itself, without stops and targets."""
        return [way for way in self.ways if not way.protects]

    @property
    def look(self) -> tuple[str, str]:
        return standing(self.signal.state if self.signal else "decided", [way.order.state for way in self.entries])

    @property
    def word(self) -> str:
        """What became of it."""
        return self.look[1]

    @property
    def own(self) -> Decimal | None:
        """Our own time until the last of them was first sent, in ms: nobody else's waiting is in it."""
        return max((way.own for way in self.entries if way.own is not None), default=None)

    @property
    def keeps_promise(self) -> bool:
        return self.own is not None and self.own <= PROMISED_MS

    @property
    def broker(self) -> Decimal | None:
        return max((way.broker for way in self.entries if way.broker is not None), default=None)

    @property
    def person(self) -> Decimal:
        return max((way.waited(Waited.PERSON) for way in self.entries), default=Decimal(0))

    @property
    def whole(self) -> Decimal | None:
        """From receipt to the last fill, in ms."""
        last = max((line.fill.recorded_at for way in self.entries for line in way.fills), default=None)
        return None if last is None else milliseconds(last - self.begun_at)

    @property
    def ordered_volume(self) -> Decimal:
        return sum((way.order.volume for way in self.entries), Decimal(0))

    @property
    def filled_volume(self) -> Decimal:
        return sum((line.fill.volume for way in self.entries for line in way.fills), Decimal(0))

    @property
    def average(self) -> Decimal | None:
        """Of all fills, where they are of one symbol."""
        if len({way.order.our_symbol for way in self.entries}) != 1:
            return None
        return average_price([(line.fill.volume, line.fill.price) for way in self.entries for line in way.fills])

    @property
    def ticks(self) -> Decimal | None:
        """Slippage of all fills in ticks, weighted by volume; above zero is worse."""
        told = [
            (line.fill.volume, line.slipped.ticks)
            for way in self.entries
            for line in way.fills
            if line.slipped is not None and line.slipped.ticks is not None
        ]
        return average_price(told)


def journey(signal: Signal, *, sees_all: bool) -> Journey:
    """Of a signal that came with its strategy; `sees_all`: the reader oversees strategies. Eight queries at most."""
    legs = list(signal.legs.all())
    messages = list(signal.messages.select_related("door").order_by("pk"))
    messages.sort(key=lambda one: one.outcome != RawSignal.Outcome.TAKEN)
    decided = decisions([signal], sees_all=sees_all).get(signal.pk, [])
    found = ways(_orders_of([signal]), {signal.pk: _begun(signal, legs, decided)})
    return _journey(signal, legs, messages, decided, found)


def journeys(signals: Sequence[Signal], *, sees_all: bool) -> dict[int, Journey]:
    """By signal, of many that came with strategy and legs; no messages, no instruments' facts. Four queries."""
    decided = decisions(signals, sees_all=sees_all)
    begun: dict[int | None, Begun] = {
        one.pk: _begun(one, list(one.legs.all()), decided.get(one.pk, [])) for one in signals
    }
    by_signal: dict[int | None, list[OrderWay]] = {}
    for way in ways(_orders_of(signals), begun, with_facts=False):
        by_signal.setdefault(signal_of(way.order), []).append(way)
    return {
        one.pk: _journey(one, list(one.legs.all()), [], decided.get(one.pk, []), by_signal.get(one.pk, []))
        for one in signals
    }


def _orders_of(signals: Sequence[Signal]) -> QuerySet[Instruction]:
    return Instruction.objects.filter(Q(signal__in=signals) | Q(entry__signal__in=signals)).order_by("pk")


def _begun(signal: Signal, legs: Sequence[Leg], decided: Sequence[DecisionLine]) -> Begun:
    happened = [Happened(RECEIVED, signal.received_at)]
    if signal.moved_at is not None:
        # A signal is moved first, and decided upon in the same transaction.
        happened.append(Happened(DECIDED, max([signal.moved_at, *(one.decided_at for one in decided)])))
    # A price of several instruments together is none of theirs.
    return Begun(happened, signal.reference_price if len(legs) == 1 else None)


def _journey(
    signal: Signal,
    legs: Sequence[Leg],
    messages: Sequence[RawSignal],
    decided: Sequence[DecisionLine],
    found: Sequence[OrderWay],
) -> Journey:
    first = [_received(signal, legs, messages), *_moved(signal, decided)]
    return Journey(signal, legs, messages, decided, found, [*first, *_in_order(found)], holdings(found))


def journey_of_order(order: Instruction) -> Journey:
    """Of an order without a signal, with its stop and target."""
    found = ways(Instruction.objects.filter(Q(pk=order.pk) | Q(entry=order)).order_by("pk"), {})
    return Journey(None, [], [], [], found, _in_order(found), holdings(found))


def _in_order(found: Sequence[OrderWay]) -> list[Step]:
    return sorted((step for way in found for step in way.steps), key=lambda step: step.at)


def _received(signal: Signal, legs: Sequence[Leg], messages: Sequence[RawSignal]) -> Step:
    taken = messages[0] if messages else None
    way = f"By {taken.door.label}{' from ' + taken.address if taken.address else ''}. " if taken else ""
    what = "; ".join(f"{leg.side or 'close'} {leg.symbol}" for leg in legs)
    words = f"{way}Read as {signal.get_kind_display().lower()}: {what}, {signal.order_kind} order."
    return Step(RECEIVED, signal.received_at, "Received", words, False, Decimal(0))


def _moved(signal: Signal, decided: Sequence[DecisionLine]) -> list[Step]:
    if signal.moved_at is None:
        return []
    _, moved = begun = _begun(signal, (), decided).happened
    (span,) = spans(begun, resting=False)
    late = signal.state == Signal.State.EXPIRED
    title, words = ("Expired", "Nobody decided in time; nothing is ordered.") if late else ("Decided", _summed(decided))
    declined = bool(decided) and all(one.outcome == "declined" for one in decided)
    return [Step(DECIDED, moved.at, title, words, late or declined, span.took, span)]


def _summed(decided: Sequence[DecisionLine]) -> str:
    """`Ordered on 2 accounts, declined on 1.`"""
    counted: dict[str, int] = {}
    for one in decided:
        counted[one.title] = counted.get(one.title, 0) + 1
    words = ", ".join(f"{title.lower()} on {many} account{'s' if many > 1 else ''}" for title, many in counted.items())
    if not words or not decided[0].account:
        return ""
    return words[:1].upper() + words[1:] + "."
