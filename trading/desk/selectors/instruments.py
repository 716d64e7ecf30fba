"""What the broker tells of the instruments that our orders are of, and what they cost now."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from fidus.lib.money import MINOR_UNITS, Money
from trading.market.models import Instrument
from trading.models import BrokerAccount

Key = tuple[str, str, str]


def key_of(account: BrokerAccount, symbol: str) -> Key:
    return account.platform, account.server, symbol


def instruments(keys: Iterable[Key]) -> dict[Key, Instrument]:
    """With the newest quote, where there is one. One query, none for nothing."""
    wanted: dict[tuple[str, str], set[str]] = {}
    for platform, server, symbol in keys:
        wanted.setdefault((platform, server), set()).add(symbol)
    if not wanted:
        return {}
    condition = Q()
    for (platform, server), symbols in wanted.items():
        condition |= Q(platform=platform, server=server, symbol__in=symbols)
    found = Instrument.objects.filter(condition).select_related("quote")
    return {(one.platform, one.server, one.symbol): one for one in found}


def money(amount: object, currency: str) -> Money | None:
    """Rounded to the currency; None for nothing, and in a currency that the firm keeps no books in."""
    return None if amount is None or currency not in MINOR_UNITS else Money.rounded(amount, currency)  # type: ignore[arg-type]
