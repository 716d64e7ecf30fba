"""The broker accounts that work for an investment and that somebody of the firm shares with its client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from fidus.lib.chart import Chart, line_chart
from funds.models import AccountMapping, Investment
from trading.monitor.selectors.reduced import ReducedDay, ReducedLine, reduced_days, reduced_lines

DAYS = 90


@dataclass(frozen=True, slots=True)
class SharedAccount:
    """`chart` is None before two days are known; its first line is equity, its second the balance."""

    line: ReducedLine
    share: Decimal
    from_on: date
    days: Sequence[ReducedDay]
    chart: Chart | None

    @property
    def sentence(self) -> str:
        first, last = self.days[0], self.days[-1]
        return (
            f"Equity of {self.line.label} by day, from {first.on:%-d %B %Y} to {last.on:%-d %B %Y}: "
            f"from {first.equity} to {last.equity}."
        )

    @property
    def newest_first(self) -> Sequence[ReducedDay]:
        return list(reversed(self.days))


def shared_mappings(investment: Investment, *, as_of: date) -> QuerySet[AccountMapping]:
    """Those in force on the day."""
    lasting = Q(until_on=None) | Q(until_on__gt=as_of)
    return AccountMapping.objects.filter(
        lasting, investment=investment, from_on__lte=as_of, shared_at__isnull=False
    ).order_by("from_on", "id")


def shared_accounts(investment: Investment, *, as_of: date) -> list[SharedAccount]:
    """Each with its figures now and its days of the last quarter. Three queries however many."""
    mappings = list(shared_mappings(investment, as_of=as_of).values_list("account", "share", "from_on"))
    lines = reduced_lines(account for account, _, _ in mappings)
    days = reduced_days(lines.values(), since=as_of - timedelta(days=DAYS))
    return [
        # Nothing of what the account did before it worked for them.
        _shared(lines[account], share, from_on, [day for day in days.get(account, []) if day.on >= from_on])
        for account, share, from_on in mappings
        if account in lines
    ]


def _shared(line: ReducedLine, share: Decimal, from_on: date, days: list[ReducedDay]) -> SharedAccount:
    chart = None
    if len(days) > 1:
        series = [[day.equity.amount for day in days], [day.balance.amount for day in days]]
        chart = line_chart([day.on for day in days], series, from_zero=False)
    return SharedAccount(line, share, from_on, days, chart)
