"""Take turns that are due: whoever claims one visits it alone, for as long as the lease is renewed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from trading.watch.domain.breaker_states import CLOSED, NEXT, OPEN
from trading.watch.domain.watch_states import RESTING

# A lease is renewed so many times before it ends; after a death somebody else takes over when it does, at most.
RENEWALS = 3
# How much of what is held is read again: deals may appear later than the balance that contains them, costs days later.
OVERLAP, FAR_BACK = timedelta(hours=1), timedelta(days=7)
DEEP_EVERY = timedelta(days=1)
# Of an account in which nothing happened yet what is held ends at a look, by our clock; the broker's may be this far
# behind, and its first trade would be older than what is asked for.
CLOCKS_APART = timedelta(hours=13)
BEGINNING = datetime(1971, 1, 1, tzinfo=UTC)

# Claims are made one after the other, whoever makes them: so no line and no gateway gets more visits than it takes.
_STATES = {"closed": CLOSED, "open": OPEN, "half_open": NEXT[OPEN, "wait long enough"], "resting": RESTING}
_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('watch claims'))"
_TRY_AGAIN = """
update watch_gatewayhealth set state = %(half_open)s
 where state = %(open)s and again_at <= clock_timestamp()
"""
_CLAIM = """
with busy as (
    select line_id, count(*) as visits from watch_watch
     where lease is not null and leased_until > clock_timestamp() and lease <> all(%(over)s::uuid[]) group by line_id
), line as (
    select h.line, coalesce('gateway ' || h.gateway, h.line) as gate,
           case h.state when %(closed)s then h.at_once when %(half_open)s then 1 else 0 end
               - coalesce(b.visits, 0) as room,
           coalesce(b.visits, 0) as visits, coalesce(g.at_once, h.at_once) as gate_takes
      from watch_gatewayhealth h
      left join busy b on b.line_id = h.line
      left join connections_brokergateway g on g.id = h.gateway
), gate as (
    select gate, min(gate_takes) - sum(visits) as room from line group by gate
), due as (
    select d.account_id, l.gate, row_number() over (order by d.due_at) as place,
           row_number() over (partition by l.gate order by d.due_at) as place_at_gate
      from line l cross join lateral (
          select w.account_id, w.due_at from watch_watch w
           where w.line_id = l.line and w.state <> %(resting)s and w.due_at <= clock_timestamp()
             and (w.leased_until is null or w.leased_until <= clock_timestamp())
           order by w.due_at limit greatest(l.room, 0) for update skip locked
      ) d
), chosen as (
    select due.account_id from due join gate using (gate) where due.place_at_gate <= gate.room and due.place <= %(most)s
)
update watch_watch w
   set lease = gen_random_uuid(), leased_until = clock_timestamp() + %(lease)s * interval '1 second',
       began_at = clock_timestamp()
  from chosen c join trading_brokeraccount a on a.id = c.account_id
 where w.account_id = c.account_id and w.due_at <= clock_timestamp()
   and (w.leased_until is null or w.leased_until <= clock_timestamp())
returning w.account_id, w.lease, w.line_id, w.began_at, w.deep_at, a.first_at, a.last_at
"""
# What is being written right now is locked, by us: it needs no more time.
_RENEW = """
with ours as (
    select account_id from watch_watch where lease = any(%(leases)s::uuid[]) order by account_id for update skip locked
)
update watch_watch w set leased_until = clock_timestamp() + %(lease)s * interval '1 second'
  from ours where w.account_id = ours.account_id
"""
_OURS = "select lease from watch_watch where lease = any(%(leases)s::uuid[])"
_GIVE_BACK = "update watch_watch set lease = null, leased_until = null where lease = any(%s::uuid[])"


@dataclass(frozen=True, slots=True)
class Claim:
    """A turn that is ours. `since`: from when on history is to be told; `deep` reads further back than usual."""

    account_id: int
    lease: UUID
    line: str
    began_at: datetime
    since: datetime
    deep: bool

    @property
    def from_beginning(self) -> bool:
        return self.since == BEGINNING


def claim_visits(*, most: int, over: Collection[UUID] = (), lease: float | None = None) -> list[Claim]:
    """Those that have waited longest, as many as their lines and gateways take now.

    `over` are leases of the caller's own visits that ended and are not written yet: they take no room any more.
    `lease`: seconds, those of the settings unless told.
    """
    if most < 1:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
        cursor.execute(_TRY_AGAIN, _STATES)
        cursor.execute(_CLAIM, {"most": most, "lease": _seconds(lease), "over": list(over), **_STATES})
        return [_claim(row) for row in cursor.fetchall()]


def _claim(row: Sequence) -> Claim:
    account, lease, line, began_at, deep_at, first_at, last_at = row
    deep = deep_at is None or began_at - deep_at >= DEEP_EVERY
    back = FAR_BACK if deep else CLOCKS_APART if first_at == last_at else OVERLAP
    since = BEGINNING if first_at is None or last_at is None else last_at - back
    return Claim(account, lease, line, began_at, max(since, BEGINNING), deep)


def _seconds(lease: float | None) -> float:
    return settings.WATCH_LEASE_SECONDS if lease is None else lease


def renew_leases(leases: Collection[UUID], *, lease: float | None = None) -> set[UUID]:
    """Those that are still ours; the others are somebody else's to visit."""
    if not leases:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_RENEW, {"leases": list(leases), "lease": _seconds(lease)})
        cursor.execute(_OURS, {"leases": list(leases)})
        return {row[0] for row in cursor.fetchall()}


def give_back(leases: Collection[UUID]) -> None:
    """Visits that are not made after all: the next who claims has them at once."""
    if leases:
        with connection.cursor() as cursor:
            cursor.execute(_GIVE_BACK, [list(leases)])
