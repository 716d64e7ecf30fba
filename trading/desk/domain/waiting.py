"""Where the time of an order went: to us, to its broker, to a price of the market, or to a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

RECEIVED, DECIDED = "received", "decided"


class Waited(StrEnum):
    """For whom the time before a step passed."""

    OURS = "ours"
    BROKER = "broker"
    MARKET = "market"
    PERSON = "person"


# A broker's word; what passed since the step before, it took.
TOLD = frozenset({
    "accepted", "filled", "rejected", "cancelled", "expired", "replaced", "reopened", "overfilled", "after exit",
    "looked up", "absent", "lost", "cancel refused", "change refused",
})  # fmt: skip
# What only a person starts.
ASKED = frozenset({"released", "cancel asked", "change asked"})
# Of an entry's stop and target: until then its position was in the market.
_OF_PROTECTION = frozenset({"unprotected", "overtraded"})
# An order that stands there already waits for its price, not for its broker.
_STANDS = frozenset({"accepted", "filled", "reopened"})


@dataclass(frozen=True, slots=True)
class Happened:
    """One step of an order's way; `took` is what a broker's call took, measured by one machine, in ms."""

    kind: str
    at: datetime
    took: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The time before a step, in ms; `theirs` of it were spent by whom we waited for, the rest was our own."""

    waited: Waited
    took: Decimal
    theirs: Decimal

    @property
    def ours(self) -> Decimal:
        return self.took - self.theirs


def milliseconds(span: timedelta) -> Decimal:
    """Exact to the microsecond."""
    return Decimal(span // timedelta(microseconds=1)) / 1000


def spans(steps: Sequence[Happened], *, resting: bool) -> list[Span]:
    """What passed before each step but the first; `resting` is an order that waits at its broker for a price."""
    return [_span(before, step, resting) for before, step in pairwise(steps)]


def total(found: Iterable[Span], waited: Waited) -> Decimal:
    """What all of them spent, in ms."""
    if waited is Waited.OURS:
        return sum((span.ours for span in found), Decimal(0))
    return sum((span.theirs for span in found if span.waited is waited), Decimal(0))


def until_sent(steps: Sequence[Happened]) -> Decimal | None:
    """Our own time from the first step to the first sending, in ms; nobody else's waiting. None: not sent."""
    kinds = [step.kind for step in steps]
    if "sent" not in kinds:
        return None
    return total(spans(steps[: kinds.index("sent") + 1], resting=False), Waited.OURS)


def first_answer(steps: Sequence[Happened]) -> Decimal | None:
    """How long the broker took for its first word after the first sending, in ms; None: no word yet."""
    sent = next((step.at for step in steps if step.kind == "sent"), None)
    if sent is None:
        return None
    told = next((step for step in steps if step.kind in TOLD - {"lost"} and step.at >= sent), None)
    if told is None:
        return None
    passed = milliseconds(told.at - sent)
    return passed if told.took is None else min(told.took, passed)


def _span(before: Happened, step: Happened, resting: bool) -> Span:
    passed = max(milliseconds(step.at - before.at), Decimal(0))
    waited = _waited(before.kind, step.kind, resting)
    if waited is Waited.OURS:
        return Span(waited, passed, Decimal(0))
    # A call that was measured says what of it was the broker's; what was noted together took one call.
    measured = step.took is not None and waited is Waited.BROKER
    return Span(waited, passed, min(step.took, passed) if measured and step.took is not None else passed)


def _waited(before: str, step: str, resting: bool) -> Waited:
    if step in ASKED:
        return Waited.PERSON
    if step in _OF_PROTECTION:
        return Waited.MARKET
    if step in TOLD:
        return Waited.MARKET if resting and before in _STANDS and step in {"filled", "expired"} else Waited.BROKER
    return Waited.OURS
