"""Amounts of several currencies in the firm's; what no rate is known for is named, never added as if it were."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.conf import settings

from accounts.rates.api import Converter, RatesError, converter
from fidus.lib.money import MINOR_UNITS, Money


@dataclass
class IntoFirmCurrency:
    """Converts as of one day; `missing` says why a currency could not be."""

    to: str
    day: date
    _converter: Converter
    missing: dict[str, str] = field(default_factory=dict)

    def __call__(self, money: Money) -> Money | None:
        if money.currency in self.missing:
            return None
        try:
            return self._converter.convert(money, as_of=self.day)
        except RatesError as error:
            self.missing[money.currency] = str(error)
            return None


def into_firm_currency(*, as_of: date) -> IntoFirmCurrency:
    """From every currency the firm may keep books in; one query, however many amounts follow."""
    to = settings.FIRM_CURRENCY
    return IntoFirmCurrency(to, as_of, converter(to, as_of=as_of, currencies=MINOR_UNITS))
