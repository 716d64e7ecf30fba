"""What is held of each symbol: over all accounts, or in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    DecimalField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from fidus.lib.money import Money
from trading.market.domain.mapping_states import MappingState
from trading.market.models import Instrument
from trading.models import Position

LOTS = ("mt5", "paper")


@dataclass(frozen=True, slots=True)
class Exposure:
    """One symbol in one currency; volumes are `unit`s, and those of different units are never added.

    `is_ours`: `symbol` is a symbol of ours, approved for what brokers call `names`; otherwise it is as a broker spells
    it. `size` is how many units a lot of it has, known where it is ours: lots of different sizes are not added either.
    """

    symbol: str
    is_ours: bool
    names: tuple[str, ...]
    unit: str
    size: Decimal | None
    currency: str
    accounts: int
    positions: int
    bought: Decimal
    sold: Decimal
    floating: Money

    @property
    def other_names(self) -> tuple[str, ...]:
        """What brokers call it, where that is not our symbol."""
        return tuple(name for name in self.names if name != self.symbol)

    @property
    def net(self) -> Decimal:
        return self.bought - self.sold

    @property
    def gross(self) -> Decimal:
        return self.bought + self.sold


def exposure(*, accounts: Sequence[int] | None = None, real: bool | None = None) -> list[Exposure]:
    """Of open positions, in the order of symbols; `real`: of real money alone, or of simulated alone. One query."""
    held = Position.objects.filter(closed_at=None, account__disabled_at=None)
    if accounts is not None:
        held = held.filter(account__in=accounts)
    if real is not None:
        held = held.filter(account__environment="live") if real else held.exclude(account__environment="live")
    unit = Case(When(account__platform__in=LOTS, then=Value("lots")), default=Value("units"), output_field=CharField())
    told = Instrument.objects.filter(
        platform=OuterRef("account__platform"), server=OuterRef("account__server"), symbol=OuterRef("symbol"),
        mapping__state=MappingState.APPROVED.value,
    )  # fmt: skip
    lots = Case(When(unit="lots", then=Subquery(told.values("multiplier")[:1])), output_field=DecimalField())
    volume = DecimalField(max_digits=30, decimal_places=8)
    nothing = Value(Decimal(0), output_field=volume)
    rows = (
        held.order_by()
        .annotate(unit=unit, ours=Subquery(told.values("mapping__symbol")[:1]), size=lots)
        .annotate(
            shown=Coalesce("ours", "symbol"),
            is_ours=ExpressionWrapper(Q(ours__isnull=False), output_field=BooleanField()),
        )
        .values("shown", "is_ours", "size", "unit", currency=F("account__currency"))
        .annotate(
            names=ArrayAgg("symbol", distinct=True, order_by="symbol"),
            accounts=Count("account", distinct=True),
            positions=Count("pk"),
            bought=Sum("volume", filter=Q(side="buy"), default=nothing, output_field=volume),
            sold=Sum("volume", filter=Q(side="sell"), default=nothing, output_field=volume),
            floating_told=Sum(F("profit") + F("swap") + F("commission")),
        )
        .order_by("shown", "-is_ours", "currency", "unit", "size")
    )
    return [
        Exposure(
            symbol=row["shown"], is_ours=row["is_ours"], names=tuple(row["names"]), size=row["size"],
            unit=row["unit"], currency=row["currency"], accounts=row["accounts"],
            positions=row["positions"], bought=row["bought"], sold=row["sold"],
            floating=Money.rounded(row["floating_told"], row["currency"]),
        )
        for row in rows
    ]  # fmt: skip
