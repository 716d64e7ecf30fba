"""When somebody wants to hear: at once or gathered, and not at night, by the clock on their own wall.

Clocks are put forward and back: what the wall shows is asked of every moment instead of adding hours to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

AT_ONCE, HOURLY, DAILY = "at_once", "hourly", "daily"
PACES = (AT_ONCE, HOURLY, DAILY)
_MINUTE, _QUARTER = timedelta(minutes=1), timedelta(minutes=15)
# A day is 25 hours long at most; twice that covers a day on which the hour does not come.
_AHEAD = timedelta(hours=50)


@dataclass(frozen=True)
class Timing:
    """Quiet hours are what the wall's clock shows, both or neither; over midnight where they end the earlier."""

    zone: str = "UTC"
    quiet_from: time | None = None
    quiet_until: time | None = None
    urgent_passes: bool = True
    daily_at: int = 8  # the hour of the day

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


def is_quiet(at: datetime, timing: Timing) -> bool:
    """Whether the clock on the wall shows a quiet moment; `quiet_until` itself is not one."""
    begins, ends = timing.quiet_from, timing.quiet_until
    if begins is None or ends is None:
        return False
    shows = at.astimezone(timing.tz).time().replace(fold=0)
    if begins < ends:
        return begins <= shows < ends
    return shows >= begins or shows < ends


def quiet_ends(at: datetime, timing: Timing) -> datetime:
    """The first moment from `at` on that is not quiet: `at` itself if it is none."""
    if not is_quiet(at, timing):
        return at
    return next(moment for moment in _steps(at, _MINUTE) if not is_quiet(moment, timing))


def due_at(at: datetime, pace: str, timing: Timing) -> datetime:
    """When what happened at `at` is told, but for quiet hours: now, with the hour, or with the day's own hour."""
    if pace == HOURLY:
        return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return _next_daily(at, timing) if pace == DAILY else at


def _next_daily(at: datetime, timing: Timing) -> datetime:
    """The next moment at which the wall's clock reaches the hour for the first time that day.

    Where the hour is left out when clocks are put forward it is the moment after; where it comes twice, the first.
    """
    hour = time(timing.daily_at)
    for moment in _steps(at, _QUARTER):
        shows, before = moment.astimezone(timing.tz), (moment - _QUARTER).astimezone(timing.tz)
        was_earlier = before.date() < shows.date() or before.time() < hour
        if shows.time() >= hour and was_earlier and not shows.fold:
            return moment
    raise AssertionError("every day has its hour")


def _steps(at: datetime, step: timedelta) -> Iterator[datetime]:
    """Moments after `at` on whole steps of the clock; clocks are changed on whole quarters of an hour."""
    begin = datetime.fromtimestamp(at.timestamp() // step.total_seconds() * step.total_seconds(), UTC)
    for count in range(1, int(_AHEAD / step) + 1):
        yield begin + count * step
