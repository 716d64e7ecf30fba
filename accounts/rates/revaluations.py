"""What stands to be revalued at a month's end, before anything is posted."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Max, Sum

from accounts.ledger.api import closed_until, net_by_day
from accounts.rates.domain.crossing import Rate
from accounts.rates.domain.publication import last_day_with_rates
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

    @property
    def since(self) -> Money | None:
        """What late entries or corrected rates would add to what is posted; None where it cannot be said or is not."""
        if self.revalued is None or self.done is None:
            return None
        return self.revalued.difference - self.posted_before - self.done.posted


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


def months_to_revalue(as_of: date) -> list[date]:
    """The ends of the months that are over and open, from the newest one revalued on, the oldest first."""
    newest = last_month_end(as_of)
    gained = net_by_day(MONETARY, end=newest, but=settings.FIRM_CURRENCY)
    if not gained:
        return []
    first = min(day for rows in gained.values() for day, _ in rows)
    standing = Revaluation.objects.filter(reversed_at=None).aggregate(newest=Max("month_end"))["newest"]
    month_end, closed = month_end_of(max(first, standing or first)), closed_until()
    found = []
    while month_end <= newest:
        if closed is None or month_end > closed:
            found.append(month_end)
        month_end = month_end_of(month_end + timedelta(days=1))
    return found


def why_the_night_waits(month_end: date, lines: list[RevaluationLine]) -> str:
    """What keeps a month from being revalued without a person, "" if nothing does."""
    if problems := [line.problem for line in lines if line.problem and not line.done]:
        return " ".join(dict.fromkeys(problems))
    last = last_day_with_rates(month_end)
    late = [line.currency for line in lines if not line.done and line.rate and line.rate.on < last]
    if late:
        return f"The rate of {', '.join(late)} of {last:%-d %b %Y}, the month's last, is not held."
    done = {line.currency for line in lines if line.done}
    taken_back = Revaluation.objects.filter(month_end=month_end).exclude(currency__in=done).exclude(reversed_at=None)
    if one := taken_back.select_related("reversed_by").first():
        return f"{one.reversed_by} took {one.currency} back: {one.reversal_reason.rstrip('.')}. A person posts it anew."
    return ""


def month_end_of(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
