"""How quick we were today, against what is promised, and how much came."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from trading.desk.selectors.journey import PROMISED_MS
from trading.desk.selectors.working import today_began

# However much there is, so many of the newest are looked at: the page is read again every few seconds.
NEWEST = 50_000
# What a person released is no measure of our own time; nor are stops and targets, which their entry's fill makes.
_PACE = """
with newest as (select * from orders_instruction order by id desc limit %(newest)s),
     told as (
        select extract(epoch from n.sent_at - s.received_at) * 1000 as own,
               extract(epoch from n.answered_at - n.sent_at) * 1000 as broker
          from newest n join signals_signal s on s.id = n.signal_id
         where n.placed_at >= %(since)s and n.sent_at is not null and n.released_at is null and n.entry_id is null
           and n.replaces_id is null)
select count(*), percentile_disc(0.5) within group (order by own), percentile_disc(0.99) within group (order by own),
       count(*) filter (where own > %(promised)s), percentile_disc(0.5) within group (order by broker),
       percentile_disc(0.99) within group (order by broker)
  from told
"""
_CAME = """
with newest as (select id, received_at from signals_signal order by id desc limit %(newest)s),
     seconds as (select date_trunc('second', received_at), count(*) as came from newest
                  where received_at >= %(since)s group by 1)
select coalesce(sum(came), 0), coalesce(max(came), 0) from seconds
"""


@dataclass(frozen=True, slots=True)
class Pace:
    """Of the UTC day, in ms: from receipt until sent, and the broker's first word after it; None of nothing."""

    sent: int
    own_p50: Decimal | None
    own_p99: Decimal | None
    slow: int
    broker_p50: Decimal | None
    broker_p99: Decimal | None
    signals: int
    busiest_second: int

    @property
    def keeps_promise(self) -> bool:
        return self.own_p99 is None or self.own_p99 <= PROMISED_MS


def pace() -> Pace:
    """Two queries, over the newest signals and orders alone."""
    given = {"newest": NEWEST, "since": today_began(), "promised": PROMISED_MS}
    with connection.cursor() as cursor:
        cursor.execute(_PACE, given)
        sent, *figures = cursor.fetchone()
        cursor.execute(_CAME, given)
        came, busiest = cursor.fetchone()
    return Pace(sent, *figures, int(came), busiest)
