"""When the European Central Bank publishes, and what a day of rates looks like that is not whole."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

from accounts.rates.domain.ecb_files import DayOfRates

# "Usually around 16:00 CET on every working day, except on TARGET closing days"; half an hour is left for it.
_PUBLISHED_AT = time(16, 30)
_FRANKFURT = ZoneInfo("Europe/Berlin")
# A currency or two may retire on one day; more of them missing is a file that was cut off.
_MAY_RETIRE = 2


def newest_published(now: datetime) -> date:
    """The newest day whose rates should be out at `now`."""
    local = now.astimezone(_FRANKFURT)
    return last_day_with_rates(local.date() if local.time() >= _PUBLISHED_AT else local.date() - timedelta(days=1))


def last_day_with_rates(day: date) -> date:
    """`day`, or the last one before it that is neither at a weekend nor a TARGET closing day."""
    while day.weekday() >= 5 or day in holidays.financial_holidays("ECB", years=day.year):
        day -= timedelta(days=1)
    return day


def partial_day(
    days: Iterable[DayOfRates], *, after: date | None, known: frozenset[str]
) -> tuple[date, list[str]] | None:
    """The first day after `after` that lacks more currencies of the day before than may retire, and which they are.

    `known` are the currencies of the day `after`.
    """
    before = known
    for day in sorted(days, key=lambda one: one.on):
        if after is not None and day.on <= after:
            continue
        currencies = frozenset(currency for currency, _ in day.rates)
        if len(before - currencies) > _MAY_RETIRE:
            return day.on, sorted(before - currencies)
        before = currencies
    return None
