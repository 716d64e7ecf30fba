"""Fund against reality: what is owed to clients beside what trading earned, for the firm, a fund or a client."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db.models import Sum

from accounts.ledger.api import balances_and_totals
from accounts.models import Client
from fidus.lib.money import Money, total
from funds.domain.interest import anniversary
from funds.models import Investment, OperatingCost, Product
from funds.selectors.firm_income import firm_income
from funds.selectors.obligations import Obligation, obligation_of
from funds.selectors.performance import Performance, performance_of_accounts


class GroupBy(StrEnum):
    FUND = "fund"
    CLIENT = "client"


@dataclass(frozen=True, slots=True)
class RealityRow:
    """One line: `net` is performance less obligation."""

    label: str
    note: str
    owed: Obligation
    performance: Money
    client_id: int | None = None
    client_number: str = ""
    investment_id: int | None = None
    investments: tuple[str, ...] = ()

    @property
    def net(self) -> Money:
        return self.performance - self.owed.total


@dataclass(frozen=True, slots=True)
class RealityGroup:
    """A fund with its clients, or a client with his investments; `row` is the sum of `rows`."""

    row: RealityRow
    rows: tuple[RealityRow, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One end of month (or the last day): what was earned beside what was owed."""

    on: date
    performance: Money
    obligations: Money

    @property
    def difference(self) -> Money:
        return self.performance - self.obligations


@dataclass(frozen=True, slots=True)
class Reality:
    """All a page or an export of fund against reality shows, in one currency; money of others is not added to it.

    `own` is the result of accounts, or shares of accounts, that work for no client; it and the operating costs are the
    firm's, so both are left out (None) where one fund or one client is looked at; so is what it earns besides trading,
    `income`, which is never part of the performance.
    """

    as_of: date
    currency: str
    groups: tuple[RealityGroup, ...]
    total: RealityRow
    own: Money | None
    operating_costs: Money | None
    history: tuple[Point, ...]
    last_deal_at: datetime | None
    accounts: int
    income: tuple[tuple[str, Money], ...] = ()

    @property
    def net_profitability(self) -> Money:
        """Trading performance - obligations - operating costs + what the firm earns besides trading."""
        earned = total((amount for _, amount in self.income), self.currency)
        return self.total.net - (self.operating_costs or Money.zero(self.currency)) + earned

    @property
    def costs_off(self) -> Money:
        """Operating costs as they come off."""
        return -(self.operating_costs or Money.zero(self.currency))

    @property
    def shortfall(self) -> Decimal | None:
        """How much of the obligations is missing, as a positive share."""
        return None if self.ratio is None or self.ratio >= 0 else -self.ratio

    @property
    def ratio(self) -> Decimal | None:
        """Net profitability as a share of obligations; None where nothing is owed."""
        owed = self.total.owed.total
        return self.net_profitability.amount / owed.amount if owed else None


def fund_against_reality(
    *,
    as_of: date,
    currency: str = "USD",
    group_by: GroupBy = GroupBy.FUND,
    product: Product | None = None,
    client: Client | None = None,
    months: int = 24,
    of: Sequence[Investment] | None = None,
) -> Reality:
    """At the end of `as_of`, with a history of `months` ends of month. Six queries, however many investments.

    `of` is what funded_investments() gave before, if it did.
    """
    every = funded_investments() if of is None else of
    investments = [one for one in every if _is_shown(one, currency, product, client, as_of)]
    dates = month_ends(as_of, months)
    performance = performance_of_accounts(currency, dates=dates)
    accounts = [account for investment in investments for account in investment.ledger_accounts]
    held, totals = balances_and_totals(accounts, dates=dates)
    owed = {investment.pk: obligation_of(investment, held) for investment in investments}
    rows = [
        RealityRow(
            investment.number,
            investment.terms.product.code,
            owed[investment.pk],
            performance.by_investment.get(investment.pk, [Money.zero(currency)])[-1],
            investment.client_id,
            investment.client.number,
            investment.pk,
            (investment.number,),
        )
        for investment in investments
    ]
    of_the_firm = product is None and client is None
    own = performance.own[-1] if of_the_firm else None
    whole = _sum("All funds" if of_the_firm else "Total", rows, currency)
    if own:
        whole = replace(whole, performance=whole.performance + own)
    return Reality(
        as_of=as_of,
        currency=currency,
        groups=_groups(investments, rows, group_by, currency),
        total=whole,
        own=own,
        operating_costs=operating_costs(currency, as_of) if of_the_firm else None,
        history=_history(investments, performance, dates, totals, currency, with_own=of_the_firm),
        last_deal_at=performance.last_deal_at,
        accounts=performance.accounts,
        income=firm_income(currency, as_of) if of_the_firm else (),
    )


def operating_costs(currency: str, as_of: date) -> Money:
    """All costs incurred up to `as_of`; the ledger's account of them stands at the same figure."""
    costs = OperatingCost.objects.filter(currency=currency, incurred_on__lte=as_of)
    return Money.from_minor(costs.aggregate(sum=Sum("amount_minor"))["sum"] or 0, currency)


def month_ends(as_of: date, months: int) -> list[date]:
    """The last `months` ends of month before `as_of`, and `as_of` itself."""
    first = as_of.replace(day=1)
    ends = [anniversary(first, place) - timedelta(days=1) for place in range(-months + 1, 1)]
    return [*ends, as_of]


def funded_investments() -> list[Investment]:
    """Every investment money ever came for, with client and product, by number."""
    funded = Investment.objects.filter(funded_on__isnull=False).select_related("client", "terms__product")
    return list(funded.order_by("number"))


def _is_shown(
    investment: Investment, currency: str, product: Product | None, client: Client | None, as_of: date
) -> bool:
    assert investment.funded_on is not None
    return (
        investment.currency == currency
        and investment.funded_on <= as_of
        and (product is None or investment.terms.product_id == product.pk)
        and (client is None or investment.client_id == client.pk)
    )


def _groups(
    investments: Sequence[Investment], rows: Sequence[RealityRow], group_by: GroupBy, currency: str
) -> tuple[RealityGroup, ...]:
    if group_by is GroupBy.CLIENT:
        return _by_client(investments, rows, currency)
    return _by_fund(investments, rows, currency)


def _by_fund(investments: Sequence[Investment], rows: Sequence[RealityRow], currency: str) -> tuple[RealityGroup, ...]:
    funds: dict[Product, dict[Client, list[RealityRow]]] = defaultdict(lambda: defaultdict(list))
    rates: dict[Product, set[Decimal | None]] = defaultdict(set)
    for investment, row in zip(investments, rows, strict=True):
        product = investment.terms.product
        funds[product][investment.client].append(row)
        rates[product].add(investment.terms.monthly_rate)
    groups = []
    for product in sorted(funds, key=lambda product: product.pk):
        clients = [
            replace(
                _sum(client.name, of_client, currency),
                client_id=client.pk,
                client_number=client.number,
                note=client.number,
            )
            for client, of_client in sorted(funds[product].items(), key=lambda item: item[0].name)
        ]
        note = ", ".join(sorted(_rate_words(rate) for rate in rates[product]))
        groups.append(RealityGroup(replace(_sum(product.code, clients, currency), note=note), tuple(clients)))
    return tuple(groups)


def _by_client(
    investments: Sequence[Investment], rows: Sequence[RealityRow], currency: str
) -> tuple[RealityGroup, ...]:
    clients: dict[Client, list[RealityRow]] = defaultdict(list)
    for investment, row in zip(investments, rows, strict=True):
        clients[investment.client].append(row)
    return tuple(
        RealityGroup(
            replace(
                _sum(client.name, of_client, currency),
                client_id=client.pk,
                client_number=client.number,
                note=client.number,
            ),
            tuple(of_client),
        )
        for client, of_client in sorted(clients.items(), key=lambda item: item[0].name)
    )


def _rate_words(rate: Decimal | None) -> str:
    return "as agreed" if rate is None else f"{(rate * 100).normalize():f}\N{NO-BREAK SPACE}% a month"


def _sum(label: str, rows: Iterable[RealityRow], currency: str) -> RealityRow:
    summed = list(rows)
    return RealityRow(
        label,
        "",
        sum((row.owed for row in summed), Obligation.none(currency)),
        total((row.performance for row in summed), currency),
        investments=tuple(number for row in summed for number in row.investments),
    )


def _history(
    investments: Sequence[Investment],
    performance: Performance,
    dates: Sequence[date],
    totals: dict[str, list[Money]],
    currency: str,
    *,
    with_own: bool,
) -> tuple[Point, ...]:
    zeros = [Money.zero(currency)] * len(dates)
    owed = totals.get(currency, zeros)
    parts = [performance.by_investment.get(investment.pk, zeros) for investment in investments]
    earned = [total(of_day, currency) for of_day in zip(performance.own if with_own else zeros, *parts, strict=True)]
    return tuple(Point(*point) for point in zip(dates, earned, (-money for money in owed), strict=True))
