"""A fee run for the pages that show it: its sums, its progress, what it posts in all."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from fidus.lib.money import Money
from funds.fees.domain.fee_run_states import FeeRowState
from funds.fees.domain.fee_terms import FeeKind
from funds.fees.models import FeeRun, FeeRunRow


@dataclass(frozen=True, slots=True)
class RunSum:
    """All fees of a kind in a fund and a currency."""

    kind: str
    product: str
    fees: int
    interest: Money
    billed: Money

    @property
    def label(self) -> str:
        return FeeKind(self.kind).label

    @property
    def amount(self) -> Money:
        return self.interest + self.billed


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How many fees wait, were charged and were skipped."""

    waiting: int
    charged: int
    skipped: int

    @property
    def total(self) -> int:
        return self.waiting + self.charged + self.skipped

    @property
    def settled(self) -> int:
        return self.charged + self.skipped


def rows_of(run: FeeRun) -> QuerySet[FeeRunRow]:
    return run.rows.select_related("run", "investment__client", "investment__terms__product", "charge")


def run_sums(run: FeeRun) -> list[RunSum]:
    """By fund, kind and currency, without what was skipped. One query."""
    rows = run.rows.exclude(state=FeeRowState.SKIPPED).order_by()
    grouped = rows.values_list("investment__terms__product__code", "kind", "currency").annotate(
        Count("pk"), Sum("interest_minor"), Sum("billed_minor")
    )
    return [
        RunSum(kind, product, fees, Money.from_minor(interest, currency), Money.from_minor(billed, currency))
        for product, kind, currency, fees, interest, billed in sorted(grouped)
    ]


def run_progress(run: FeeRun) -> RunProgress:
    counts = dict(run.rows.order_by().values_list("state").annotate(Count("pk")))
    return RunProgress(*(counts.get(state.value, 0) for state in FeeRowState))
