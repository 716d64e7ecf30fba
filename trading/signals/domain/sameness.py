"""When two messages are one signal, whatever ways they came by (docs/adr/0046-the-same-signal-once.md)."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from trading.signals.domain.standard import SignalLeg, StandardSignal
from trading.signals.domain.written import OURS

# Without a name and without a bar's time, the same words within so long are the same signal.
WINDOW = timedelta(seconds=60)


class Verdict(StrEnum):
    OTHER = "other"
    SAME = "same"
    # One name for two contents: nobody can know which was meant.
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Seen:
    """What of a signal decides whether another is the same; `named` is whether its developer gave its id."""

    signal_id: str
    named: bool
    content: str
    bar_at: datetime | None
    received_at: datetime


def compare(new: Seen, old: Seen) -> Verdict:
    """`new` against one signal that the strategy sent before."""
    if new.named and old.named:
        if new.signal_id != old.signal_id:
            return Verdict.OTHER
        return Verdict.SAME if new.content == old.content else Verdict.CONFLICT
    if new.content != old.content:
        return Verdict.OTHER
    if new.bar_at is not None and old.bar_at is not None:
        return Verdict.SAME if new.bar_at == old.bar_at else Verdict.OTHER
    return Verdict.SAME if abs(new.received_at - old.received_at) < WINDOW else Verdict.OTHER


def content_of(signal: StandardSignal) -> str:
    """A digest of what is to be done: kind, legs, order and size. Times, names, comments and venues are not in it."""
    order, size = signal.order, signal.size
    prices = (
        order.limit_price, order.stop_price, order.stop_loss, order.target, order.stop_loss_offset, order.target_offset
    )  # fmt: skip
    words = [
        signal.kind.value,
        sorted(_words_of(leg) for leg in signal.legs),
        [order.kind.value, order.time_in_force.value, *(_plain(price) for price in prices)],
        [size.kind.value, _plain(size.value)] if size else [],
    ]
    return hashlib.sha256(json.dumps(words, separators=(",", ":")).encode()).hexdigest()


def _words_of(leg: SignalLeg) -> list[str]:
    option = [str(leg.expiry or ""), _plain(leg.strike), leg.right.value if leg.right else ""]
    return [leg.symbol, leg.asset.value, leg.side.value if leg.side else "", str(leg.ratio), *option]


def fingerprint(strategy: int, content: str, *, bar_at: datetime | None, received_at: datetime) -> str:
    """The id of a signal that came without one: of the strategy, the content, and the bar's time or the minute."""
    moment = (bar_at or received_at.replace(second=0, microsecond=0)).astimezone(UTC)
    kind = "bar" if bar_at else "minute"
    digest = hashlib.sha256(f"{strategy}|{content}|{kind}|{moment.isoformat()}".encode()).digest()
    return OURS + base64.b32encode(digest[:15]).decode().lower()


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
