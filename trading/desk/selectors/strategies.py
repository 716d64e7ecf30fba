"""Strategies as their developers see them: how each stands, what it sent today, what it made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max, QuerySet

from trading.desk.domain.looks import standing
from trading.desk.selectors.journey import Journey, journeys
from trading.desk.selectors.results import Results, results
from trading.desk.selectors.working import today_began
from trading.orders.models import Fill
from trading.signals.models import Door, RawSignal, Signal, Strategy

LATELY = 30
_NOTHING: dict[str, int] = {"taken": 0, "duplicate": 0, "refused": 0, "heartbeat": 0}


@dataclass(frozen=True, slots=True)
class StrategyLine:
    """`today` is messages of the UTC day by outcome; `told_at` the newest message ever."""

    strategy: Strategy
    results: Results
    told_at: datetime | None
    open_doors: int
    today: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """A message of today, and what became of the signal in it; `journey` None where none was taken from it."""

    message: RawSignal
    journey: Journey | None

    @property
    def told(self) -> str:
        """What was decided, in words."""
        return " ".join(one.words for one in self.journey.decisions) if self.journey else ""

    @property
    def look(self) -> tuple[str, str]:
        if self.message.outcome == RawSignal.Outcome.REFUSED:
            return "failed", "Refused"
        if self.message.outcome == RawSignal.Outcome.DUPLICATE:
            return "closed", "Duplicate"
        if self.message.outcome == RawSignal.Outcome.HEARTBEAT:
            return "passed", "Heartbeat"
        return self.journey.look if self.journey else standing("received", ())


def strategy_lines(strategies: QuerySet[Strategy]) -> list[StrategyLine]:
    """In the order of `strategies`. Six queries however many."""
    rows = list(strategies.select_related("developer"))
    pks = [row.pk for row in rows]
    made = results(pks)
    today: dict[int, dict[str, int]] = {}
    came = RawSignal.objects.filter(door__strategy__in=pks, received_at__gte=today_began()).order_by()
    for strategy, outcome, many in came.values_list("door__strategy", "outcome").annotate(Count("pk")):
        today.setdefault(strategy, dict(_NOTHING))[outcome] = many
    doors = Door.objects.filter(strategy__in=pks, state="open").order_by().values_list("strategy")
    opened = dict(doors.annotate(Count("pk")))
    last = dict(Signal.objects.filter(strategy__in=pks).order_by().values_list("strategy").annotate(Max("received_at")))
    return [
        StrategyLine(row, made[row.pk], last.get(row.pk), opened.get(row.pk, 0), today.get(row.pk, dict(_NOTHING)))
        for row in rows
    ]


def messages_today(strategies: Sequence[int], *, sees_all: bool) -> list[Message]:
    """The newest of the UTC day, at most LATELY, each with what became of it. Seven queries."""
    rows = RawSignal.objects.filter(door__strategy__in=strategies, received_at__gte=today_began())
    found = list(rows.select_related("door__strategy").order_by("-pk")[:LATELY])
    taken = [one.signal_id for one in found if one.outcome == RawSignal.Outcome.TAKEN]
    signals = Signal.objects.filter(pk__in=taken).select_related("strategy").prefetch_related("legs")
    known = journeys(list(signals), sees_all=sees_all)
    return [Message(one, known.get(one.signal_id) if one.signal_id in taken else None) for one in found]


def newest_fills(strategies: Sequence[int]) -> list[Fill]:
    """At most LATELY, newest first."""
    rows = Fill.objects.filter(instruction__strategy__in=strategies).select_related("account", "instruction__strategy")
    return list(rows.order_by("-pk")[:LATELY])
