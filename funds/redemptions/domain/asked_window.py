"""Which window a request gets: the one it names while notice can be given, or the next one."""

from __future__ import annotations

from datetime import date
from itertools import takewhile

from funds.domain.calendars import Calendar
from funds.domain.windows import Window, WindowRule, next_window, windows


class NoWindow(ValueError):
    """On the day asked for there is no window, or its notice is over; `following` is the next one that can be had."""

    def __init__(self, asked: date, following: Window, notice_by: date | None) -> None:
        self.asked, self.following, self.notice_by = asked, following, notice_by
        super().__init__(f"{asked} cannot be asked for; {following.opens_on} can")


def asked_window(
    rule: WindowRule,
    *,
    earns_from: date,
    notice_days: int,
    business_days: Calendar,
    as_of: date,
    wanted: date | None = None,
) -> Window:
    """The window of a request made on `as_of`; raises NoWindow."""
    following = next_window(
        rule, earns_from=earns_from, notice_days=notice_days, business_days=business_days, as_of=as_of
    )
    if wanted is None or wanted == following.opens_on:
        return following
    # Older ones too, to tell a window whose notice is over from a day that never was one.
    found = windows(
        rule, earns_from=earns_from, notice_days=notice_days, business_days=business_days, start=min(wanted, as_of)
    )
    named = [
        window for window in takewhile(lambda window: window.opens_on <= wanted, found) if window.opens_on == wanted
    ]
    if not named or named[0].notice_by < as_of:
        raise NoWindow(wanted, following, named[0].notice_by if named else None)
    return named[0]
