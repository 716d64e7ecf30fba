"""A day's figures out of its snapshots: first, last, highest and lowest. Repeatable; the same comes of it each time."""

from datetime import date, timedelta

from django.db import connection, transaction

_DAYS = """
select coalesce(min(d), %(until)s) from (
    select (min(at) at time zone 'UTC')::date as d from watch_snapshot
     where at >= (select coalesce(max("on"), '2000-01-01') from watch_daysnapshot)::timestamp at time zone 'UTC'
) t
"""
_ROLL_UP = """
insert into watch_daysnapshot as d (account_id, "on", first_equity, last_equity, high_equity, low_equity, balance,
                                    credit, least_margin_level, snapshots)
select account_id, %(on)s, (array_agg(equity order by at))[1], (array_agg(equity order by at desc))[1], max(equity),
       min(equity), (array_agg(balance order by at desc))[1], (array_agg(credit order by at desc))[1],
       min(margin_level), count(*)
  from watch_snapshot
 where at >= %(on)s::timestamp at time zone 'UTC' and at < (%(on)s::date + 1)::timestamp at time zone 'UTC'
 group by account_id order by account_id
on conflict (account_id, "on") do update set
    first_equity = excluded.first_equity, last_equity = excluded.last_equity, high_equity = excluded.high_equity,
    low_equity = excluded.low_equity, balance = excluded.balance, credit = excluded.credit,
    least_margin_level = excluded.least_margin_level, snapshots = excluded.snapshots
 where (d.first_equity, d.last_equity, d.high_equity, d.low_equity, d.balance, d.credit, d.least_margin_level,
        d.snapshots)
    is distinct from (excluded.first_equity, excluded.last_equity, excluded.high_equity, excluded.low_equity,
        excluded.balance, excluded.credit, excluded.least_margin_level, excluded.snapshots)
"""


def roll_up_days(*, until: date) -> int:
    """Days up to and with `until` that have snapshots, from the newest reckoned on; how many rows changed."""
    changed = 0
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, {"until": until})
        day = cursor.fetchone()[0]
        while day <= until:
            with transaction.atomic():
                cursor.execute(_ROLL_UP, {"on": day})
                changed += cursor.rowcount
            day += timedelta(days=1)
    return changed
