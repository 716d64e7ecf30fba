"""What was pushed and cannot be kept stays with its reason, and the account is visited for what it told."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from django.db import connection

from fidus.lib import clock
from trading.watch.domain.watch_states import WATCHING

logger = logging.getLogger(__name__)

# Of one account; whoever tells nonsense for days fills no disk.
KEPT_EACH = 100
_PUT_ASIDE = """
update watch_pushednews n set put_aside_at = %s, reason = t.reason
  from unnest(%s::bigint[], %s::text[]) as t(id, reason) where n.id = t.id
"""
_OLDER = """
delete from watch_pushednews n
 using (select id, row_number() over (partition by account_id order by id desc) as place from watch_pushednews
         where account_id = any(%s) and put_aside_at is not null) o
 where n.id = o.id and o.place > %s
"""
# Whoever is being visited or written just now is left alone: its next turn comes, for no push puts it off any more.
_VISIT = """
with off as (
    select account_id from watch_watch where account_id = any(%s) and state = %s order by account_id
       for update skip locked
)
update watch_watch w set deep_at = null,
       due_at = case when w.failures = 0 then least(w.due_at, %s) else w.due_at end
  from off where w.account_id = off.account_id
"""


def put_aside(rows: Mapping[int, int], reasons: Mapping[int, str]) -> None:
    """`rows`: number -> account. In the transaction that took the others."""
    if not rows:
        return
    now, accounts = clock.now(), sorted(set(rows.values()))
    for number, account in rows.items():
        logger.warning("News %d pushed of account %d are put aside: %s", number, account, reasons[number])
    with connection.cursor() as cursor:
        cursor.execute(_PUT_ASIDE, [now, list(rows), [reasons[number] for number in rows]])
        cursor.execute(_OLDER, [accounts, KEPT_EACH])
        cursor.execute(_VISIT, [accounts, WATCHING, now])
