"""How the daily rates stand: what is held, what should be, and what the source last said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Max

from accounts.rates.domain.publication import newest_published
from accounts.rates.models import Contradiction, EuroRate, FeedAttempt, Outcome
from fidus.lib import clock


@dataclass(frozen=True)
class FeedState:
    """`newest` is the last day held, `expected` the last that should be."""

    is_on: bool
    newest: date | None
    expected: date
    last: FeedAttempt | None
    contradictions: int

    @property
    def is_due(self) -> bool:
        return self.newest is None or self.newest < self.expected

    @property
    def has_failed(self) -> bool:
        return self.last is not None and self.last.outcome == Outcome.FAILED

    @property
    def words(self) -> str:
        """One sentence for a page."""
        if self.newest is None:
            return "No rates are held yet. Import the bank's history first."
        if not self.is_due:
            return f"The rates of {self.newest:%-d %b %Y} are held: nothing newer is out."
        if self.is_on and self.has_failed and self.last:
            return f"The rates of {self.expected:%-d %b %Y} are out but not held. {self.last.words}"
        state = "they are being waited for" if self.is_on else "no source of daily rates is set, so import the file"
        return (
            f"The last rates are of {self.newest:%-d %b %Y}; those of {self.expected:%-d %b %Y} should be out: {state}."
        )


def feed_state() -> FeedState:
    newest = EuroRate.objects.filter(superseded_at=None).aggregate(newest=Max("on"))["newest"]
    waiting = Contradiction.objects.filter(state=Contradiction.State.OPEN).count()
    return FeedState(
        bool(settings.RATES_FEED_URL), newest, newest_published(clock.now()), FeedAttempt.objects.first(), waiting
    )
