"""Rates as of any day, and money converted by them; many days and currencies in one query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connection

from accounts.rates.domain.crossing import EURO, EuroQuote, NoRate, Override, Rate, cross, times
from accounts.rates.errors import MissingRate, RatesError, StaleRate
from fidus.lib.money import Money

# The quotes of each wanted currency and day, and the overrides in force on each day. A currency that an override
# leads to is wanted too: it may be the way to the euro.
_RATES = """
    with day as (select distinct unnest(%(dates)s::date[]) as day),
    override as (
        select d.day, o.base, o.quote, o.value from day d join rates_rateoverride o
            on d.day between o.valid_from and o.valid_until and (o.ended_on is null or d.day < o.ended_on)
        where o.state in ('approved', 'ended')
    ),
    wanted as (
        select unnest(%(currencies)s::text[]) as currency
        union select base from override union select quote from override
    )
    select d.day, w.currency, null, r.value, r.on, i.source
    from day d cross join wanted w
    cross join lateral (
        select e.value, e.on, e.taken_from_id from rates_eurorate e
        where e.currency = w.currency and e.on <= d.day and e.superseded_at is null
        order by e.on desc limit 1
    ) r
    join rates_rateimport i on i.id = r.taken_from_id
    union all
    select day, base, quote, value, null, null from override
"""


@dataclass(frozen=True)
class Converter:
    """Money into one currency on the days, and from the currencies, it was made for; asks the database nothing."""

    to: str
    dates: tuple[date, ...]
    currencies: frozenset[str]
    quotes: dict[date, dict[str, EuroQuote]]
    overrides: dict[date, list[Override]]
    oldest: int

    def rate(self, base: str, *, as_of: date | None = None) -> Rate:
        """One `base` in the converter's currency; raises MissingRate, StaleRate."""
        day = self._day(as_of)
        if base not in self.currencies:
            raise RatesError(f"This converter was not made for {base}.")
        try:
            found = cross(
                base, self.to, as_of=day, quotes=self.quotes.get(day, {}), overrides=self.overrides.get(day, ())
            )
        except NoRate as error:
            raise MissingRate(f"There is no rate of {error.currency} up to {day:%-d %b %Y}.") from None
        if found.age_days > self.oldest:
            pair = f"{base}/{self.to}"
            raise StaleRate(
                f"The last rate of {pair} before {day:%-d %b %Y} is of {found.on:%-d %b %Y}: too old to use."
            )
        return found

    def convert(self, money: Money, *, as_of: date | None = None) -> Money:
        """Rounded half even; raises MissingRate, StaleRate."""
        if money.currency == self.to:
            return money
        return Money.rounded(times(money.amount, self.rate(money.currency, as_of=as_of).exact), self.to)

    def total(self, parts: Iterable[Money], *, as_of: date | None = None) -> Money:
        """The sum of `parts`, each converted; raises MissingRate, StaleRate."""
        return sum((self.convert(part, as_of=as_of) for part in parts), Money.zero(self.to))

    def _day(self, as_of: date | None) -> date:
        if as_of is None and len(self.dates) == 1:
            return self.dates[0]
        if as_of not in self.dates:
            raise RatesError(f"This converter was not made for {as_of}.")
        assert as_of is not None
        return as_of


def converter(
    to: str, *, dates: Iterable[date] = (), as_of: date | None = None, currencies: Iterable[str]
) -> Converter:
    """Reads all it will need in one query; `as_of` for one day, `dates` for several."""
    days = tuple(dict.fromkeys([*dates, *([as_of] if as_of else [])]))
    wanted = frozenset({*currencies, to})
    quotes: dict[date, dict[str, EuroQuote]] = {}
    overrides: dict[date, list[Override]] = {}
    made = Converter(to, days, wanted, quotes, overrides, settings.RATE_MAX_AGE_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(_RATES, {"dates": list(days), "currencies": sorted(wanted - {EURO})})
        for day, currency, against, value, on, source in cursor.fetchall():
            if against is None:
                quotes.setdefault(day, {})[currency] = EuroQuote(value, on, source)
            else:
                overrides.setdefault(day, []).append(Override(currency, against, value))
    return made


def rate(base: str, quote: str, *, as_of: date) -> Rate:
    """Units of `quote` for one `base`, of `as_of` or the last day with a rate before; raises MissingRate, StaleRate."""
    return converter(quote, as_of=as_of, currencies=[base]).rate(base)


def convert(money: Money, to: str, *, as_of: date) -> Money:
    """`money` in another currency, rounded half even; raises MissingRate, StaleRate."""
    if money.currency == to:
        return money
    return converter(to, as_of=as_of, currencies=[money.currency]).convert(money)
