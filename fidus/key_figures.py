"""What the firm holds, owes and earned, and what the coming months ask for, by currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import Count

from accounts.models import User
from accounts.rates.api import ReportedTotal, reported_totals
from fidus.lib import clock
from fidus.lib.money import Money
from funds.domain.investment_states import HOLDING
from funds.models import Investment
from funds.selectors.reality import Reality, fund_against_reality
from funds.selectors.schedule import coming_by_month
from funds.solvency.domain.words import per_cent, standing, worst_window
from funds.solvency.selectors.runs import newest_answer


@dataclass(frozen=True)
class Month:
    first: date
    interest: Money
    redeemable: Money

    @property
    def total(self) -> Money:
        return self.interest + self.redeemable


@dataclass(frozen=True)
class Solvency:
    """The newest run's answer: how likely the window least likely to be met is met."""

    chance: str
    window: date
    as_of: date
    standing: str


@dataclass(frozen=True)
class KeyFigures:
    """One currency's; `principal` is the clients' money in the firm's hands."""

    currency: str
    investments: int
    clients: int
    principal: Money
    reality: Reality
    months: tuple[Month, ...]
    solvency: Solvency | None = None

    @property
    def interest_owed(self) -> Money:
        owed = self.reality.total.owed
        return owed.accrued - owed.paid_out - owed.fees

    @property
    def short_by(self) -> Decimal | None:
        return None if self.reality.ratio is None else -self.reality.ratio

    @property
    def most(self) -> int:
        """The largest month in minor units, for the lengths of bars; never 0."""
        return max([month.total.minor for month in self.months] + [1])


def key_figures(reader: User) -> list[KeyFigures]:
    """For each currency clients are invested in, the largest first; none for a reader who may not see the firm's."""
    if not reader.has_perm("funds.view_investment"):
        return []
    held = Investment.objects.filter(state__in=[state.value for state in HOLDING])
    counted = (
        held.order_by().values("currency").annotate(investments=Count("pk"), clients=Count("client", distinct=True))
    )
    counts = {row["currency"]: row for row in counted}
    investments = list(held.select_related("client", "terms__product")) if counts else []
    ahead = coming_by_month(investments, as_of=clock.today())
    answered_in, answered = _answered(reader)
    figures = []
    for currency, row in counts.items():
        reality = fund_against_reality(as_of=clock.today(), currency=currency, months=1)
        none = Money.zero(currency)
        months = tuple(
            Month(one.month, one.interest.get(currency, none), one.redeemable.get(currency, none)) for one in ahead
        )
        principal = reality.total.owed.principal
        solvent = answered if answered_in == currency else None
        figures.append(KeyFigures(currency, row["investments"], row["clients"], principal, reality, months, solvent))
    return sorted(figures, key=lambda one: one.principal.amount, reverse=True)


@dataclass(frozen=True)
class FirmFigures:
    """The key figures of all currencies, added up in the firm's own by today's rates."""

    currency: str
    principal: ReportedTotal
    obligations: ReportedTotal
    performance: ReportedTotal
    net_profitability: ReportedTotal

    @property
    def rates(self) -> list[str]:
        """`EUR at 1.1172 of 30 Oct 2026 (ECB)`."""
        return [
            f"{part.money.currency} at {part.rate.value} of {part.rate.on:%-d %b %Y} ({part.rate.source})"
            for part in self.principal.parts
            if part.rate
        ]


def firm_figures(figures: list[KeyFigures]) -> FirmFigures | None:
    """None where all there is stands in the firm's currency already."""
    firm = settings.FIRM_CURRENCY
    if all(one.currency == firm for one in figures):
        return None
    sums = [
        [one.principal for one in figures],
        [one.reality.total.owed.total for one in figures],
        [one.reality.total.performance for one in figures],
        [one.reality.net_profitability for one in figures],
    ]
    return FirmFigures(firm, *reported_totals(sums, to=firm, as_of=clock.today()))


def _answered(reader: User) -> tuple[str, Solvency | None]:
    """The newest answer and its currency, for those who may see it."""
    run = newest_answer() if reader.has_perm("solvency.view_solvencyrun") else None
    if run is None or run.result is None:
        return "", None
    worst = worst_window(run.result)
    on = date.fromisoformat(worst["on"])
    return run.currency, Solvency(per_cent(worst["chance"]), on, run.as_of, standing(run.result))
