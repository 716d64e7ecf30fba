"""What stands to be revalued at a month's end, before anything is posted."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Sum

from accounts.ledger.api import net_by_day
from accounts.rates.domain.crossing import Rate
from accounts.rates.domain.revaluation import Revalued, revalue_position
from accounts.rates.errors import RatesError
from accounts.rates.models import Revaluation
from accounts.rates.selectors import Converter, converter
from fidus.lib.money import Money

# What is owed or owned in money; what the firm earned and spent is in it already, as what came of it.
MONETARY = ("asset", "liability")


@dataclass(frozen=True)
class RevaluationLine:
    """One currency; `problem` says why it cannot be revalued, and then there are no figures."""

    currency: str
    posted_before: Money
    revalued: Revalued | None = None
    rate: Rate | None = None
    problem: str = ""
    done: Revaluation | None = None

    @property
    def to_post(self) -> Money | None:
        """Above zero a gain; None where it cannot be said or is posted already."""
        return None if self.revalued is None or self.done else self.revalued.difference - self.posted_before


def revaluation_lines(month_end: date) -> list[RevaluationLine]:
    """One line for each foreign currency the firm had anything in up to `month_end`."""
    firm = settings.FIRM_CURRENCY
    gained = net_by_day(MONETARY, end=month_end, but=firm)
    standing = {one.currency: one for one in Revaluation.objects.filter(month_end=month_end, reversed_at=None)}
    before = Revaluation.objects.filter(month_end__lt=month_end, reversed_at=None, firm_currency=firm).order_by()
    posted = dict(before.values_list("currency").annotate(Sum("posted_minor")))
    days = {day for rows in gained.values() for day, _ in rows}
    rates = converter(firm, dates=[*days, month_end], currencies=gained)
    return [
        _line(currency, gained.get(currency, []), month_end, rates, posted.get(currency, 0), standing.get(currency))
        for currency in sorted({*gained, *posted, *standing})
    ]


def _line(
    currency: str,
    gained: list[tuple[date, Money]],
    month_end: date,
    rates: Converter,
    posted_minor: int,
    done: Revaluation | None,
) -> RevaluationLine:
    posted = Money.from_minor(posted_minor, rates.to)
    try:
        closing = rates.rate(currency, as_of=month_end)
        revalued = revalue_position(
            gained,
            currency=currency,
            to=rates.to,
            rate_of=lambda day: rates.rate(currency, as_of=day).exact,
            closing=closing.exact,
        )
    except RatesError as error:
        return RevaluationLine(currency, posted, problem=str(error), done=done)
    return RevaluationLine(currency, posted, revalued, closing, done=done)


def last_month_end(today: date) -> date:
    """The end of the newest month that is over."""
    return today.replace(day=1) - timedelta(days=1)


def is_month_end(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]
