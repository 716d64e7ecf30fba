from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TextIO

from django.conf import settings

from accounts.books.domain.periods import Period
from accounts.ledger.api import currencies_kept, export_beancount
from accounts.rates.api import RatesError, converter

# Digits after the point of a price; more than any source publishes.
_DIGITS = 10


def export_books(file: TextIO, *, period: Period) -> int:
    """The period's entries as Beancount text, the balances around them and the rates of month ends that are known."""
    return export_beancount(file, start=period.start, end=period.end, prices=_prices(period))


def _prices(period: Period) -> Iterator[tuple[date, str, Decimal, str]]:
    firm: str = settings.FIRM_CURRENCY
    foreign = [currency for currency in currencies_kept() if currency != firm]
    days = [month.end for month in period.months()]
    if not foreign:
        return
    at = converter(firm, dates=days, currencies=foreign)
    for day in days:
        for currency in foreign:
            try:
                yield day, currency, round(at.rate(currency, as_of=day).value, _DIGITS), firm
            except RatesError:
                # Beancount needs no price to check balances; none is made up.
                continue
