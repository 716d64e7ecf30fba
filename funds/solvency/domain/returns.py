"""Daily returns of an account: what trading made on a day over what it stood on; deposits are never performance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from funds.domain.calendars import Calendar, is_business_day, next_business_day

_DAY = timedelta(days=1)
# Three years: longer ago an account was traded in another way.
MOST_DAYS = 750


def trading_days(first: date, last: date) -> list[date]:
    """Mondays to Fridays, the newest MOST_DAYS of them."""
    days = [first + _DAY * place for place in range((last - first).days + 1)]
    return [day for day in days if is_business_day(Calendar.WEEKDAYS, day)][-MOST_DAYS:]


def daily_returns(
    results: Mapping[date, Decimal], flows: Mapping[date, Decimal], *, days: Sequence[date], known_until: date
) -> list[float | None]:
    """One return for each of `days`; None before money came and after `known_until`.

    A day stands on the balance before it and what was paid in on it; what is paid out leaves after the day's trading. A
    weekend's trades count on the Monday.
    """
    made, moved = _on_trading_days(results), _on_trading_days(flows)
    balance = sum((amount for of in (made, moved) for day, amount in of.items() if days and day < days[0]), Decimal(0))
    returns: list[float | None] = []
    for day in days:
        result, flow = made.get(day, Decimal(0)), moved.get(day, Decimal(0))
        stands_on = balance + max(flow, Decimal(0))
        known = stands_on > 0 and day <= known_until
        returns.append(float(result / stands_on) if known else None)
        balance += flow + result
    return returns


def _on_trading_days(amounts: Mapping[date, Decimal]) -> dict[date, Decimal]:
    rolled: dict[date, Decimal] = {}
    for day, amount in amounts.items():
        on = next_business_day(Calendar.WEEKDAYS, day)
        rolled[on] = rolled.get(on, Decimal(0)) + amount
    return rolled
