"""Every account that is connected has a turn, and no other; what was set up anew is visited at once."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction

from trading.connections.registry import adapters
from trading.watch.domain.watch_states import NEXT, RESTING, WATCHING

# Many accounts that are connected together are first visited within so many seconds, not all in one.
SPREAD = 5

# The line is the one that connections name (gates.py: Reach.line_key); a terminal of its own takes one visit at a time.
_WANTED = """
with adapter as (
    select * from unnest(%(platforms)s::text[], %(options)s::text[], %(at_once)s::int[]) as t(platform, option, at_once)
), wanted as (
    select c.account_id, c.gateway_id, g.name, t.terminal is not null as has_terminal,
           a.platform || ':' || coalesce(c.gateway_id::text, '-') || coalesce('/' || t.terminal, '') as line,
           coalesce(g.at_once, d.at_once) as at_once,
           greatest(c.connected_at, c.secrets_set_at, g.secrets_set_at, g.address_approved_at) as set_up_at
      from connections_connection c
      join trading_brokeraccount a on a.id = c.account_id
      join adapter d on d.platform = a.platform
      left join connections_brokergateway g on g.id = c.gateway_id
      cross join lateral (
          select nullif(coalesce(c.options ->> d.option, g.options ->> d.option), '') as terminal
      ) t
     where a.disabled_at is null and c.paused_at is null and g.disabled_at is null
)
"""
_LINES = (
    _WANTED
    + """
insert into watch_gatewayhealth as h (line, gateway, name, at_once, state, failures, openings, words)
select line, min(gateway_id), coalesce(min(name), ''), case when bool_or(has_terminal) then 1 else min(at_once) end,
       'closed', 0, 0, ''
  from wanted group by line order by line
on conflict (line) do update set at_once = excluded.at_once, name = excluded.name
   where (h.at_once, h.name) is distinct from (excluded.at_once, excluded.name)
"""
)
_TURNS = (
    _WANTED  # noqa: S608 - put together of the texts here alone
    + """
, given as (
    select w.* from wanted w left join watch_watch h using (account_id)
     where h.account_id is null or h.state = %(resting)s or h.line_id <> w.line or h.connected_at < w.set_up_at
     order by account_id
)
insert into watch_watch as h (account_id, line_id, state, connected_at, due_at, interval, failures, failure_kind,
                              failure_code, failure_words)
select account_id, line, %(watching)s, set_up_at,
       clock_timestamp() + random() * least(%(spread)s, count(*) over () / 20.0) * interval '1 second', 1, 0, '', '', ''
  from given
on conflict (account_id) do update set
    line_id = excluded.line_id, state = %(watching)s, connected_at = excluded.connected_at,
    due_at = excluded.due_at, failures = 0
"""
)
_REST = (
    _WANTED
    + """
update watch_watch w set state = %(resting)s
 where w.state <> %(resting)s and not exists (select from wanted x where x.account_id = w.account_id)
"""
)


@dataclass(frozen=True, slots=True)
class Enrolled:
    given: int
    resting: int


def enrol_accounts() -> Enrolled:
    """Repeatable and set-based; costs one look at the connections where nothing changed."""
    known = adapters()
    parameters = {
        "platforms": [adapter.platform for adapter in known],
        "options": [adapter.line for adapter in known],
        "at_once": [adapter.at_once for adapter in known],
        "spread": SPREAD,
        "watching": NEXT[RESTING, "connect"],
        "resting": NEXT[WATCHING, "disconnect"],
    }
    # Each in a transaction of its own: whoever writes visits locks turns first and lines last.
    with connection.cursor() as cursor:
        with transaction.atomic():
            cursor.execute(_LINES, parameters)
        with transaction.atomic():
            cursor.execute(_TURNS, parameters)
            given = cursor.rowcount
            cursor.execute(_REST, parameters)
            return Enrolled(given, cursor.rowcount)
