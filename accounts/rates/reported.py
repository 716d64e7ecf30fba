"""Sums over several currencies, told in one: each part with its rate and day, or in words why there is no sum."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.rates.domain.crossing import Rate
from accounts.rates.errors import RatesError
from accounts.rates.selectors import converter
from fidus.lib.money import Money, total


@dataclass(frozen=True)
class ReportedPart:
    """One currency's money, and what it is in the currency reported in; `problem` says why that is not known."""

    money: Money
    converted: Money | None
    rate: Rate | None = None
    problem: str = ""

    @property
    def is_foreign(self) -> bool:
        return self.rate is not None or bool(self.problem)


@dataclass(frozen=True)
class ReportedTotal:
    """`total` is None where a part has no rate: what cannot be converted is never left out silently."""

    currency: str
    as_of: date
    parts: tuple[ReportedPart, ...]
    total: Money | None

    @property
    def is_converted(self) -> bool:
        """Whether any rate was needed: otherwise the parts themselves say it all."""
        return any(part.is_foreign for part in self.parts)

    @property
    def problems(self) -> list[str]:
        return [part.problem for part in self.parts if part.problem]


def reported_total(parts: Iterable[Money], *, to: str, as_of: date) -> ReportedTotal:
    """`parts` by currency and their sum in `to`; one query at most, none where nothing is foreign."""
    sums: dict[str, Money] = {}
    for part in parts:
        sums[part.currency] = sums.get(part.currency, Money.zero(part.currency)) + part
    return reported_totals([sums.values()], to=to, as_of=as_of)[0]


def reported_totals(groups: Iterable[Iterable[Money]], *, to: str, as_of: date) -> list[ReportedTotal]:
    """The same for several sums, with one query for all of them; each group has a currency once."""
    asked = [tuple(group) for group in groups]
    foreign = {money.currency for group in asked for money in group} - {to}
    made = converter(to, as_of=as_of, currencies=foreign) if foreign else None
    totals = []
    for group in asked:
        told = []
        for money in group:
            if made is None or money.currency == to:
                told.append(ReportedPart(money, money))
                continue
            try:
                told.append(ReportedPart(money, made.convert(money), made.rate(money.currency)))
            except RatesError as error:
                told.append(ReportedPart(money, None, problem=str(error)))
        known = [part.converted for part in told if part.converted is not None]
        totals.append(ReportedTotal(to, as_of, tuple(told), total(known, to) if len(known) == len(told) else None))
    return totals
