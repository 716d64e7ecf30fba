"""What it means that senders go on: their accounts are as they were, and visits only prove it now and then."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from fidus.lib import clock

# A sender that is silent for so long is visited; heartbeats come several times as often.
PATIENCE = timedelta(seconds=90)
# A standing is as of its sender's newest message once all its news are taken. Whatever is being written is passed by.
_FOLLOW = """
with come as (
    select s.account_id, s.received_at from watch_pushsource s
     where s.received_at > %(since)s and not s.broken and not exists (
         select from watch_pushednews n where n.account_id = s.account_id and n.put_aside_at is null
     )
), standing as (
    select t.account_id, c.received_at from watch_standing t join come c using (account_id)
     where t.seen_at < c.received_at for update of t skip locked
), seen as (
    update watch_standing t set seen_at = s.received_at, source = 'push'
      from standing s where t.account_id = s.account_id
), turn as (
    select w.account_id, c.received_at from watch_watch w join come c using (account_id)
     where w.failures = 0 and w.seen_at > %(proved)s and w.due_at < c.received_at + %(patience)s / 2
       and (w.asked_at is null or w.asked_at <= w.began_at) for update of w skip locked
), put_off as (
    update watch_watch w set due_at = turn.received_at + %(patience)s from turn where w.account_id = turn.account_id
)
select count(*) from standing
"""


def follow_beats(*, since: datetime) -> int:
    """How many standings are newer now, by what was received after `since`; one statement."""
    proved = clock.now() - timedelta(seconds=settings.WATCH_PUSHED_SECONDS)
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, {"since": since, "proved": proved, "patience": PATIENCE})
        (followed,) = cursor.fetchone()
    return int(followed)
