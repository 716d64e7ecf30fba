"""An account's equity and balance over time: a day by the minute, a month or everything by days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby

from fidus.lib import clock
from fidus.lib.money import Money
from trading.daily import day_changes, first_day
from trading.watch.models import DaySnapshot, Snapshot, Standing

DAY, MONTH, ALL = "day", "month", "all"
SPANS = {DAY: "24 hours", MONTH: "30 days", ALL: "All"}
_HOURS, _DAYS = 24, 30


@dataclass(frozen=True, slots=True)
class Point:
    """Equity is None where only deals tell, which know the balance alone; low and high are a day's."""

    at: datetime
    balance: Money
    equity: Money | None = None
    low: Money | None = None
    high: Money | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """In order of time; `by_day` points are whole days of our clock, or of the broker's where deals tell."""

    span: str
    currency: str
    points: Sequence[Point]

    @property
    def by_day(self) -> bool:
        return self.span != DAY

    @property
    def has_equity(self) -> bool:
        return any(point.equity is not None for point in self.points)

    @property
    def table(self) -> list[Point]:
        """For reading, newest first: days as they are, of minutes the last of each hour."""
        if self.by_day:
            return list(reversed(self.points))
        hours = groupby(self.points, key=lambda point: point.at.replace(minute=0, second=0, microsecond=0))
        return [list(points)[-1] for _, points in hours][::-1]

    @property
    def sentence(self) -> str:
        """What the drawing shows, for whoever does not see it."""
        if not self.points:
            return "Nothing is known of this time."
        first, last = self.points[0], self.points[-1]
        word = "Equity" if self.has_equity else "Balance"
        begun, ended = (point.equity or point.balance for point in (first, last))
        form = "%-d %B %Y" if self.by_day else "%H:%M UTC on %-d %B"
        return f"{word} from {first.at:{form}} to {last.at:{form}}: from {begun} to {ended}."


def curve(account: int, *, currency: str, span: str) -> Curve:
    """At most three queries, whatever the span."""
    if span == DAY:
        return Curve(span, currency, _minutes(account, currency))
    return Curve(span, currency, _days(account, currency, since=_since(span)))


def _since(span: str) -> date | None:
    return clock.today() - timedelta(days=_DAYS) if span == MONTH else None


def _minutes(account: int, currency: str) -> list[Point]:
    """What was kept of the last day, and how it stands now."""
    since = clock.now() - timedelta(hours=_HOURS)
    kept = Snapshot.objects.filter(account=account, at__gte=since).order_by("at")
    told = list(kept.values_list("at", "balance", "equity"))
    now = Standing.objects.filter(account=account, seen_at__gte=since).values_list("seen_at", "balance", "equity")
    if (newest := now.first()) and (not told or newest[0] > told[-1][0]):
        told.append(newest)
    return [
        Point(at, Money.rounded(balance, currency), Money.rounded(equity, currency)) for at, balance, equity in told
    ]


def _days(account: int, currency: str, *, since: date | None) -> list[Point]:
    """Days that were watched tell equity; for days before the watch began, deals tell the balance."""
    watched = DaySnapshot.objects.filter(account=account).order_by("on")
    if since is not None:
        watched = watched.filter(on__gte=since)
    seen = [
        _watched(*row, currency=currency)
        for row in watched.values_list("on", "balance", "last_equity", "low_equity", "high_equity")
    ]
    before = seen[0].at.date() if seen else clock.today() + timedelta(days=1)
    return [*_reckoned(account, currency, since=since, before=before), *seen]


def _watched(on: date, balance: Decimal, last: Decimal, low: Decimal, high: Decimal, *, currency: str) -> Point:
    def money(value: Decimal) -> Money:
        return Money.rounded(value, currency)

    return Point(_midnight(on), money(balance), money(last), money(low), money(high))


def _reckoned(account: int, currency: str, *, since: date | None, before: date) -> list[Point]:
    """Balances at the end of days on which something happened, by deals and cash alone."""
    if since is not None and since >= before:
        return []
    begun = first_day([account])
    if begun is None:
        return []
    balance, points = Decimal(0), []
    for day in day_changes([account], start=begun, end=before - timedelta(days=1)):
        balance += day.result + day.paid_in - day.paid_out
        points.append(Point(_midnight(day.on), Money.rounded(balance, currency)))
    if since is None:
        return points
    # What stood when the span began, so that the line has a beginning.
    earlier = [point for point in points if point.at.date() <= since]
    later = [point for point in points if point.at.date() > since]
    return [*(Point(_midnight(since), point.balance) for point in earlier[-1:]), *later]


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), tzinfo=UTC)


def as_numbers(shown: Curve) -> dict[str, object]:
    """What the drawing script reads: seconds and decimals as text, so that nothing is rounded on the way."""

    def series(name: str) -> list[tuple[int, str]]:
        told = [(point.at, getattr(point, name)) for point in shown.points]
        return [(int(at.timestamp()), str(value.amount)) for at, value in told if value is not None]

    return {
        "currency": shown.currency,
        "by_day": shown.by_day,
        "equity": series("equity"),
        "balance": series("balance"),
        "sentence": shown.sentence,
    }
