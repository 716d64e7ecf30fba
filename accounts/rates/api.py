"""All that other apps may use of the exchange rates."""

from accounts.rates.domain.crossing import Rate
from accounts.rates.errors import MissingRate, RatesError, StaleRate
from accounts.rates.selectors import Converter, convert, converter, rate

__all__ = ["Converter", "MissingRate", "Rate", "RatesError", "StaleRate", "convert", "converter", "rate"]
