"""Prices came in: the newest of each instrument, every one of them, and a word to whoever listens."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import connection, transaction

from fidus.lib import clock, live
from trading.brokers.facts import Quote
from trading.market.models import QuoteSource

# A broker's clock may be half a day off; a market that was closed for days shows an old price. What is older than that
# is shown and not kept as a moment of the market; what is later is somebody's mistake, and would stand before every
# price that comes after it.
OLDEST, NEWEST = timedelta(days=7), timedelta(days=1)
_COLUMNS = "instrument_id, at, bid, ask, last, bid_size, ask_size, delayed"
_TOLD = """
    select * from unnest(%(ids)s::bigint[], %(at)s::timestamptz[], %(bid)s::numeric[], %(ask)s::numeric[],
        %(last)s::numeric[], %(bid_size)s::numeric[], %(ask_size)s::numeric[], %(delayed)s::boolean[])
        with ordinality as told(instrument_id, at, bid, ask, last, bid_size, ask_size, delayed, turn)
"""
_KEEP_NEWEST = f"""
    insert into market_quote as held ({_COLUMNS}, source, received_at)
    select distinct on (instrument_id) {_COLUMNS}, %(source)s, %(now)s from ({_TOLD}) told
     where at <= %(newest)s
     order by instrument_id, at desc, turn desc
    on conflict (instrument_id) do update set at = excluded.at, bid = excluded.bid, ask = excluded.ask,
        last = excluded.last, bid_size = excluded.bid_size, ask_size = excluded.ask_size,
        delayed = excluded.delayed, source = excluded.source, received_at = excluded.received_at
     where (excluded.at >= held.at or held.at > %(newest)s)
       and (excluded.at, excluded.bid, excluded.ask, excluded.last, excluded.delayed)
           is distinct from (held.at, held.bid, held.ask, held.last, held.delayed)
    returning instrument_id, at, bid, ask, last
"""  # noqa: S608 - nothing in it comes from outside
_KEEP_TICKS = f"""
    insert into market_tick as held (instrument_id, at, bid, ask, last, received_at)
    select distinct on (instrument_id, at) instrument_id, at, bid, ask, last, %(now)s from ({_TOLD}) told
     where at between %(oldest)s and %(newest)s
     order by instrument_id, at, turn desc
    on conflict (instrument_id, at) do update set bid = excluded.bid, ask = excluded.ask, last = excluded.last,
        received_at = excluded.received_at
     where (excluded.bid, excluded.ask, excluded.last) is distinct from (held.bid, held.ask, held.last)
"""  # noqa: S608 - as above


def store_quotes(told: Sequence[tuple[int, Quote]], *, source: str = QuoteSource.BROKER) -> int:
    """How many instruments have a newer price now. `told`: primary key and quote, in the order they came.

    Telling the same again changes nothing; what is older than what is held changes the past alone.
    """
    if not told:
        return 0
    now = clock.now()
    values = {
        "ids": [key for key, _ in told],
        **{name: [getattr(quote, name) for _, quote in told] for name in _COLUMNS.split(", ")[1:]},
        "source": source, "now": now, "oldest": now - OLDEST, "newest": now + NEWEST,
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        days = {quote.at.date() for _, quote in told if now - OLDEST <= quote.at <= now + NEWEST}
        have_parts(days)
        cursor.execute(_KEEP_TICKS, values)
        cursor.execute(_KEEP_NEWEST, values)
        newer = cursor.fetchall()
        transaction.on_commit(lambda: _tell(newer))
    return len(newer)


def have_parts(days: set[date]) -> None:
    """The days are there to be written to; few are asked for, and most stand already."""
    if days:
        with connection.cursor() as cursor:
            cursor.execute("select market_have_parts(%s, %s)", [min(days), max(days)])


def _tell(newer: Sequence[tuple[object, ...]]) -> None:
    for key, at, bid, ask, last in newer:
        live.publish(f"quote:{key}", {"at": at, "bid": bid, "ask": ask, "last": last})
