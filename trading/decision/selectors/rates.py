"""What one unit of a currency is in another: the firm's rates, else what a broker quotes for the pair."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import Decimal

from accounts.rates.api import RatesError, converter
from trading.market.domain.mapping_states import MappingState
from trading.market.models import Quote

Rates = dict[tuple[str, str], Decimal | None]
_FRESH = timedelta(minutes=10)
_SHOWN = Decimal("1e-12")


def rates_for(pairs: Collection[tuple[str, str]], *, now: datetime) -> Rates:
    """By (from, to); None where nobody knows. A query for each currency converted to, none where all are alike."""
    wanted = {(base, to) for base, to in pairs if base != to}
    found: Rates = {(base, to): Decimal(1) for base, to in pairs if base == to}
    for to in sorted({to for _, to in wanted}):
        found |= _published({base for base, other in wanted if other == to}, to, now.date())
    missing = {pair for pair in wanted if found.get(pair) is None}
    return found | _quoted(missing, now) if missing else found


def _published(bases: set[str], to: str, day: date) -> Rates:
    rates = converter(to, as_of=day, currencies=bases)
    found: Rates = {}
    for base in bases:
        try:
            found[base, to] = rates.rate(base).value
        except RatesError:
            found[base, to] = None
    return found


def _quoted(pairs: set[tuple[str, str]], now: datetime) -> Rates:
    """By the newest quote of the pair, or of the pair turned round, that is no older than ten minutes."""
    names = {base + to: (base, to, False) for base, to in pairs} | {to + base: (base, to, True) for base, to in pairs}
    fresh = Quote.objects.filter(
        instrument__mapping__state=MappingState.APPROVED.value, instrument__mapping__symbol__in=names, delayed=False,
        received_at__gt=now - _FRESH, bid__gt=0, ask__gt=0,
    ).order_by("received_at")  # fmt: skip
    found: Rates = {}
    for name, bid, ask in fresh.values_list("instrument__mapping__symbol", "bid", "ask"):
        base, to, turned = names[name]
        # To the side on which a position is worth more.
        found[base, to] = (1 / bid).quantize(_SHOWN) if turned else ask
    return found
