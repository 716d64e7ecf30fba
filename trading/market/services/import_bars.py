"""Take in a file of bars, whole or not at all; what the file says goes before what was gathered from quotes."""

import hashlib
from collections.abc import Sequence

from django.db import connection, transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.market.domain.bars_csv import BadBars, BarRow, read_bars
from trading.market.errors import BarsRefused
from trading.market.events import BarsImported
from trading.market.models import BarImport, Instrument, Span
from trading.market.services.roll_up import roll_longer

AT_ONCE = 20_000
_KEEP = """
    insert into market_bar as held (instrument_id, span, opens_at, open, high, low, close, volume, ticks, imported)
    select %(id)s, %(span)s, told.*, 0, true
      from unnest(%(at)s::timestamptz[], %(open)s::numeric[], %(high)s::numeric[], %(low)s::numeric[],
                  %(close)s::numeric[], %(volume)s::numeric[]) as told
    on conflict (instrument_id, span, opens_at) do update set open = excluded.open, high = excluded.high,
        low = excluded.low, close = excluded.close, volume = excluded.volume, ticks = 0, imported = true
"""


def import_bars(*, instrument: Instrument, span: str, content: bytes, name: str, by: User) -> BarImport:
    """Raises BarsRefused with the line. The same file again changes nothing but is on record again."""
    try:
        bars = read_bars(content, span=Span(span))
    except BadBars as error:
        raise BarsRefused(str(error), line=error.line) from None
    with transaction.atomic():
        if span == Span.MINUTE:
            _have_months(bars)
        for start in range(0, len(bars), AT_ONCE):
            _keep(instrument, span, bars[start : start + AT_ONCE])
        roll_longer({(instrument.pk, bar.opens_at) for bar in bars}, begin=Span(span))
        done = BarImport.objects.create(
            instrument=instrument, span=span, file=name[:255], sha256=hashlib.sha256(content).hexdigest(),
            bars=len(bars), first_at=bars[0].opens_at, last_at=bars[-1].opens_at, imported_by=by,
            imported_at=clock.now(),
        )  # fmt: skip
        record(_event(done), by=by)
    return done


def _have_months(bars: Sequence[BarRow]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select market_have_months(%s, %s)", [bars[0].opens_at.date(), bars[-1].opens_at.date()])


def _keep(instrument: Instrument, span: str, bars: Sequence[BarRow]) -> None:
    columns = {name: [getattr(bar, name) for bar in bars] for name in ("open", "high", "low", "close", "volume")}
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, {"id": instrument.pk, "span": str(span), "at": [bar.opens_at for bar in bars], **columns})


def _event(done: BarImport) -> BarsImported:
    return BarsImported(
        subject=f"instrument:{done.instrument_id}", client=None, server=done.instrument.server,
        symbol=done.instrument.symbol, span=done.span, file=done.file, sha256=done.sha256, bars=done.bars,
        first_at=done.first_at.isoformat(), last_at=done.last_at.isoformat(),
    )  # fmt: skip
