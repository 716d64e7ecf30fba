"""All that other apps may use of the exchange rates."""

from accounts.rates.domain.crossing import Rate
from accounts.rates.errors import MissingRate, RatesError, StaleRate
from accounts.rates.reported import ReportedPart, ReportedTotal, reported_total, reported_totals
from accounts.rates.revaluations import RevaluationLine, revaluation_lines
from accounts.rates.selectors import Converter, convert, converter, rate

__all__ = [
    "Converter",
    "MissingRate",
    "Rate",
    "RatesError",
    "ReportedPart",
    "ReportedTotal",
    "RevaluationLine",
    "StaleRate",
    "convert",
    "converter",
    "rate",
    "reported_total",
    "reported_totals",
    "revaluation_lines",
]
