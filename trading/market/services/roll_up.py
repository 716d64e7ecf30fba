"""Gather ticks into minutes, and minutes into five minutes, hours and days: those that were touched since last time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from fidus.lib import clock
from trading.market.models import RollUp, Span

# Whoever began to write before the last time and committed after it is caught by so much overlap.
OVERLAP = timedelta(minutes=2)
LADDER = ((Span.MINUTE, Span.FIVE_MINUTES), (Span.FIVE_MINUTES, Span.HOUR), (Span.HOUR, Span.DAY))
_LENGTH = {Span.FIVE_MINUTES: "5 minutes", Span.HOUR: "1 hour", Span.DAY: "1 day"}
Touched = set[tuple[int, datetime]]

# What came from a file is not changed by quotes; what is the same already is not written again.
_KEEP = """
    on conflict (instrument_id, span, opens_at) do update set open = excluded.open, high = excluded.high,
        low = excluded.low, close = excluded.close, volume = excluded.volume, ticks = excluded.ticks
     where not held.imported
       and (held.open, held.high, held.low, held.close, held.volume, held.ticks)
           is distinct from
           (excluded.open, excluded.high, excluded.low, excluded.close, excluded.volume, excluded.ticks)
    returning instrument_id, opens_at
"""
# Times of brokers may lie ahead of our clock: a minute is gathered whenever something of it has come.
_MINUTES = f"""
    with touched as (
        select distinct instrument_id, date_trunc('minute', at) as opens_at
          from market_tick where received_at >= %(since)s
    )
    insert into market_bar as held (instrument_id, span, opens_at, open, high, low, close, volume, ticks, imported)
    select instrument_id, '1m', opens_at, (array_agg(price order by at))[1], max(price), min(price),
           (array_agg(price order by at desc))[1], null, count(*), false
      from (select t.instrument_id, touched.opens_at, t.at,
                   case when t.bid > 0 and t.ask > 0 then (t.bid + t.ask) / 2
                        else coalesce(t.last, t.bid, t.ask) end as price
              from touched join market_tick t on t.instrument_id = touched.instrument_id
               and t.at >= touched.opens_at and t.at < touched.opens_at + interval '1 minute') priced
     where price is not null
     group by instrument_id, opens_at order by instrument_id, opens_at
    {_KEEP}
"""  # noqa: S608 - nothing in it comes from outside
_LONGER = f"""
    with touched as (select * from unnest(%(ids)s::bigint[], %(at)s::timestamptz[]) as t(instrument_id, opens_at))
    insert into market_bar as held (instrument_id, span, opens_at, open, high, low, close, volume, ticks, imported)
    select b.instrument_id, %(to)s, touched.opens_at, (array_agg(b.open order by b.opens_at))[1],
           max(b.high), min(b.low), (array_agg(b.close order by b.opens_at desc))[1], sum(b.volume), sum(b.ticks), false
      from touched join market_bar b on b.instrument_id = touched.instrument_id and b.span = %(from)s
       and b.opens_at >= touched.opens_at and b.opens_at < touched.opens_at + %(length)s::interval
     group by b.instrument_id, touched.opens_at order by b.instrument_id, touched.opens_at
    {_KEEP}
"""  # noqa: S608 - as above


@transaction.atomic
def roll_up() -> int:
    """How many minutes changed. Two at a time wait for one another; whoever comes second finds nothing left to do."""
    mark, _ = RollUp.objects.get_or_create(pk=1, defaults={"until": clock.now() - timedelta(days=7)})
    mark = RollUp.objects.select_for_update().get(pk=1)
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_MINUTES, {"since": mark.until - OVERLAP})
        touched = set(cursor.fetchall())
    roll_longer(touched)
    mark.until = now
    mark.save(update_fields=["until"])
    return len(touched)


def roll_longer(touched: Touched, *, begin: str = Span.MINUTE) -> None:
    """The longer bars above `touched` bars (instrument, beginning) of the span `begin`."""
    rungs = [lower for lower, _ in LADDER]
    for lower, upper in LADDER[rungs.index(Span(begin)) :] if begin in rungs else ():
        if not touched:
            return
        buckets = sorted({(key, _beginning(at, upper)) for key, at in touched})
        touched = _gather(buckets, lower, upper)


def _gather(buckets: Sequence[tuple[int, datetime]], lower: str, upper: str) -> Touched:
    with connection.cursor() as cursor:
        cursor.execute(
            _LONGER,
            {
                "ids": [key for key, _ in buckets], "at": [at for _, at in buckets], "from": str(lower),
                "to": str(upper), "length": _LENGTH[Span(upper)],
            },
        )  # fmt: skip
        return set(cursor.fetchall())


def _beginning(at: datetime, span: str) -> datetime:
    if span == Span.DAY:
        return at.replace(hour=0, minute=0, second=0, microsecond=0)
    minute = at.minute // 5 * 5 if span == Span.FIVE_MINUTES else 0
    return at.replace(minute=minute, second=0, microsecond=0)
