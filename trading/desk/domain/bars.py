"""The picture of an order's way: one bar for each stretch of time, in the order in which they passed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trading.desk.domain.waiting import Happened, Span, Waited

_OURS = {"decided": "Read and decide", "placed": "Order"}
_THEIRS = {Waited.BROKER: "Broker", Waited.MARKET: "Wait for the price", Waited.PERSON: "Wait for a person"}
# Drawn beside what takes milliseconds these would leave nothing else to be seen.
_CUT = frozenset({Waited.MARKET, Waited.PERSON})


@dataclass(frozen=True, slots=True)
class Bar:
    """`begins` and `lasts` are whole microseconds of the drawing, whose width is the same for all bars of a way."""

    label: str
    waited: Waited
    took: Decimal
    begins: int
    lasts: int
    width: int

    @property
    def is_drawn(self) -> bool:
        return self.waited not in _CUT


def bars(happened: Sequence[Happened], spans: Sequence[Span]) -> list[Bar]:
    """Of the spans before each step but the first; those that follow each other and are named alike make one bar."""
    stretches: list[tuple[str, Waited, Decimal]] = []
    for step, span in zip(happened[1:], spans, strict=True):
        parts = [(_label(step.kind, span.waited), span.waited, span.theirs or span.ours)]
        if span.theirs and span.ours:
            parts.append(("Write it down", Waited.OURS, span.ours))
        for label, waited, took in parts:
            if stretches and stretches[-1][0] == label:
                stretches[-1] = (label, waited, stretches[-1][2] + took)
            else:
                stretches.append((label, waited, took))
    lengths = [0 if waited in _CUT else int(took * 1000) for _, waited, took in stretches]
    width, begun, found = max(sum(lengths), 1), 0, []
    for (label, waited, took), lasts in zip(stretches, lengths, strict=True):
        # Thinner than a hair is not seen at all.
        drawn = min(max(lasts, width // 200), width - begun) if lasts else 0
        found.append(Bar(label, waited, took, begun, drawn, width))
        begun += lasts
    return found


def _label(kind: str, waited: Waited) -> str:
    return _THEIRS.get(waited) or _OURS.get(kind, "Send")
