"""A broker told what can be traded: keep its facts, and suggest which of our symbols each new one is."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from accounts.trail.api import record
from fidus.lib import clock
from trading.brokers import facts
from trading.market.domain.mapping_states import MappingState
from trading.market.domain.symbol_names import suggested
from trading.market.domain.trading_hours import calendar_of
from trading.market.events import InstrumentsListed
from trading.market.models import Instrument, SymbolMapping

_TOLD = [
    "broker_id", "kind", "name", "currency", "exchange", "underlying", "expires_at", "strike", "right", "tick_size",
    "volume_step", "volume_min", "volume_max", "multiplier", "may_trade", "seen_at",
]  # fmt: skip
NAMED = 100
_LARGEST = Decimal(10) ** 14
_FINEST, _FINEST_TICK = Decimal("1e-8"), Decimal("1e-10")


@transaction.atomic
def see_instruments(told: Sequence[facts.Instrument], *, platform: str, server: str) -> dict[str, int]:
    """Symbol -> primary key of each. What a person has decided (calendar, mapping) stays as it is.

    What no table can hold is left out: brokers list things without a size, and one of them hides no others.
    """
    told = [one for one in told if _can_be_kept(one)]
    rows = [_row(one, platform, server) for one in sorted(told, key=lambda one: one.symbol)]
    of_server = Instrument.objects.filter(platform=platform, server=server)
    known = set(of_server.filter(symbol__in=[row.symbol for row in rows]).values_list("symbol", flat=True))
    Instrument.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["platform", "server", "symbol"],
        update_fields=_TOLD,
        batch_size=1000,
    )
    keys = dict(of_server.filter(symbol__in=[row.symbol for row in rows]).values_list("symbol", "pk"))
    fresh = [one for one in told if one.symbol not in known]
    if fresh:
        _suggest(fresh, keys)
        names = tuple(sorted(one.symbol for one in fresh)[:NAMED])
        event = InstrumentsListed(
            subject=f"instruments:{platform}:{server}", client=None, platform=platform, server=server, symbols=names,
            count=len(fresh),
        )  # fmt: skip
        record(event, by=None)
    return keys


def _can_be_kept(one: facts.Instrument) -> bool:
    figures = (one.tick_size, one.volume_step, one.volume_min, one.volume_max, one.multiplier, one.strike)
    within = all(figure is None or abs(figure) < _LARGEST for figure in figures)
    # Finer than the columns they would be nothing, which no step may be.
    steps = one.tick_size >= _FINEST_TICK and one.volume_step >= _FINEST and one.multiplier >= _FINEST
    return within and steps and 0 < len(one.symbol) <= 64 and len(one.currency) <= 10


def _row(one: facts.Instrument, platform: str, server: str) -> Instrument:
    now = clock.now()
    return Instrument(
        platform=platform, server=server, symbol=one.symbol, broker_id=one.id[:64], kind=one.kind.value,
        name=one.name[:200], currency=one.currency, exchange=one.exchange[:40], underlying=one.underlying[:64],
        expires_at=one.expires_on, strike=one.strike, right=one.right.value if one.right else "",
        tick_size=one.tick_size, volume_step=one.volume_step, volume_min=one.volume_min, volume_max=one.volume_max,
        multiplier=one.multiplier, may_trade=one.may_trade, calendar=calendar_of(one), added_at=now, seen_at=now,
    )  # fmt: skip


def _suggest(fresh: Sequence[facts.Instrument], keys: dict[str, int]) -> None:
    suggestions = [
        SymbolMapping(
            instrument_id=keys[one.symbol],
            symbol=suggested(one)[:64],
            state=MappingState.SUGGESTED,
            suggested_at=clock.now(),
        )
        for one in fresh
    ]
    SymbolMapping.objects.bulk_create(suggestions, ignore_conflicts=True, batch_size=1000)
