"""Quarterly redemption windows, and the last day on which notice for one can be given."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from funds.domain.calendars import Calendar, business_days_before
from funds.domain.interest import anniversary


class WindowRule(StrEnum):
    """When an investment can be redeemed; the value is what terms print."""

    QUARTER_ENDS = "last day of each calendar quarter"
    INVESTMENT_QUARTERS = "every three months from the end of incubation"


@dataclass(frozen=True, slots=True)
class Window:
    """One day on which money can leave, and the last day to ask for it."""

    opens_on: date
    notice_by: date


def windows(
    rule: WindowRule, *, earns_from: date, notice_days: int, business_days: Calendar, start: date
) -> Iterator[Window]:
    """Windows on or after `start`, never one before the end of incubation; endless, oldest first."""
    dates = _quarter_ends(max(start, earns_from)) if rule is WindowRule.QUARTER_ENDS else _quarters_of(earns_from)
    for opens_on in dates:
        if opens_on >= start:
            yield Window(opens_on, business_days_before(business_days, opens_on, notice_days))


def next_window(
    rule: WindowRule, *, earns_from: date, notice_days: int, business_days: Calendar, as_of: date
) -> Window:
    """The first window for which notice can still be given on `as_of`."""
    following = windows(rule, earns_from=earns_from, notice_days=notice_days, business_days=business_days, start=as_of)
    return next(window for window in following if window.notice_by >= as_of)


def _quarter_ends(start: date) -> Iterator[date]:
    year, month = start.year, (start.month + 2) // 3 * 3
    while True:
        yield date(year, month, calendar.monthrange(year, month)[1])
        year, month = (year, month + 3) if month < 12 else (year + 1, 3)


def _quarters_of(earns_from: date) -> Iterator[date]:
    quarter = 1
    while True:
        yield anniversary(earns_from, 3 * quarter)
        quarter += 1
