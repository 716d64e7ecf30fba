"""The money part of sightings: standings, and snapshots of what changed. In the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db import connection

from trading.watch.domain.rounding import amount, percent
from trading.watch.domain.sighting import Sighting

# Seconds between two snapshots of an account.
KEPT_EVERY = 60
DAYS_AHEAD = timedelta(days=3)

_FIGURES = "balance, equity, credit, open_profit, margin, free_margin, margin_level, leverage, may_trade"
_TYPES = "numeric[], numeric[], numeric[], numeric[], numeric[], numeric[], numeric[], numeric[], boolean[]"
_UPSERT = f"""
insert into watch_standing as s (account_id, seen_at, source, {_FIGURES}, positions, orders, changed_at, kept_mark)
select account_id, at, source, {_FIGURES}, 0, 0, at, ''
  from unnest(%s::bigint[], %s::timestamptz[], %s::text[], {", ".join("%s::" + one for one in _TYPES.split(", "))})
       as t(account_id, at, source, {_FIGURES})
 order by account_id
on conflict (account_id) do update set
    seen_at = excluded.seen_at, source = excluded.source,
    changed_at = case when ({", ".join("s." + one for one in _FIGURES.split(", "))}) is distinct from
        ({", ".join("excluded." + one for one in _FIGURES.split(", "))}) then excluded.seen_at else s.changed_at end,
    {", ".join(f"{one} = excluded.{one}" for one in _FIGURES.split(", "))}
"""  # noqa: S608 - made of the names above alone
_SEEN = """
update watch_standing s set seen_at = t.at, source = t.source
  from unnest(%s::bigint[], %s::timestamptz[], %s::text[]) as t(account_id, at, source)
 where s.account_id = t.account_id
"""
_COUNT = """
update watch_standing s set positions = c.positions, orders = c.orders
  from (
      select a.id as account_id,
             (select count(*) from trading_position p where p.account_id = a.id and p.closed_at is null) as positions,
             (select count(*) from trading_order o where o.account_id = a.id and o.done_at is null) as orders
        from unnest(%s::bigint[]) a(id)
  ) c
 where s.account_id = c.account_id and (s.positions, s.orders) is distinct from (c.positions, c.orders)
"""
_KEEP = """
with marked as (
    select *, left(encode(sha256(convert_to(
               row(balance, equity, credit, margin, margin_level, positions)::text, 'UTF8')), 'hex'), 32) as mark
      from watch_standing where account_id = any(%s::bigint[])
), kept as (
    insert into watch_snapshot (account_id, at, source, balance, equity, credit, margin, margin_level, positions)
    select account_id, seen_at, source, balance, equity, credit, margin, margin_level, positions from marked
     where kept_at is null
        or (kept_at at time zone 'UTC')::date < (seen_at at time zone 'UTC')::date
        or (seen_at >= kept_at + %s * interval '1 second' and mark <> kept_mark)
    on conflict do nothing
    returning account_id, at
)
update watch_standing s set kept_at = k.at, kept_mark = m.mark
  from kept k join marked m using (account_id) where s.account_id = k.account_id
"""


def newer_than_held(sightings: Sequence[Sighting]) -> list[Sighting]:
    """Those that tell of a later moment than what is held; standings are locked. A late one has old figures."""
    ids = sorted(sighting.account_id for sighting in sightings)
    with connection.cursor() as cursor:
        cursor.execute(
            "select account_id, seen_at from watch_standing where account_id = any(%s) order by account_id for update",
            [ids],
        )
        held: dict[int, datetime] = dict(cursor.fetchall())
    return [one for one in sightings if one.account_id not in held or held[one.account_id] < one.at]


def write_standings(sightings: Sequence[Sighting]) -> None:
    """To be called once positions and orders are written, which it counts."""
    told = [(one, one.account) for one in sightings if one.account is not None]
    unchanged = [one for one in sightings if one.account is None]
    accounts = [one.account_id for one in sightings]
    figures = [
        [one.account_id for one, _ in told],
        [one.at for one, _ in told],
        [one.source for one, _ in told],
        [amount(account.balance) for _, account in told],
        [amount(account.equity) for _, account in told],
        [amount(account.credit) for _, account in told],
        [amount(account.open_profit) for _, account in told],
        [amount(account.margin) for _, account in told],
        [None if account.free_margin is None else amount(account.free_margin) for _, account in told],
        [percent(account.margin_level) for _, account in told],
        [None if account.leverage is None else amount(account.leverage) for _, account in told],
        [account.may_trade for _, account in told],
    ]
    with connection.cursor() as cursor:
        if told:
            cursor.execute(_UPSERT, figures)
        if unchanged:
            columns = ("account_id", "at", "source")
            cursor.execute(_SEEN, [[getattr(one, name) for one in unchanged] for name in columns])
        cursor.execute(_COUNT, [accounts])
        for day in {one.at.astimezone(UTC).date() for one in sightings}:
            cursor.execute("select to_regclass(%s) is null", [f"watch_snapshot_{day:%Y%m%d}"])
            if cursor.fetchone()[0]:
                cursor.execute("select watch_have_days(%s, %s)", [day, day + DAYS_AHEAD])
        cursor.execute(_KEEP, [accounts, KEPT_EVERY])
