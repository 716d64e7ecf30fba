"""What our own orders hold: per strategy, account and symbol, from fills alone."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from trading.orders.models import Holding


@dataclass(frozen=True, slots=True)
class Held:
    """`volume` is signed, long above zero, in units of trade."""

    strategy_id: int | None
    account_id: int
    our_symbol: str
    symbol: str
    volume: Decimal


def held_by_strategies(strategies: Collection[int], accounts: Collection[int] | None = None) -> list[Held]:
    """What the strategies hold by their fills; nothing that is zero. One query."""
    rows = Holding.objects.filter(strategy__in=strategies)
    if accounts is not None:
        rows = rows.filter(account__in=accounts)
    names = ("strategy", "account", "our_symbol", "symbol")
    found = rows.values(*names).annotate(held=Sum("volume")).exclude(held=0).order_by(*names[:3])
    return [Held(*row) for row in found.values_list(*names, "held")]
