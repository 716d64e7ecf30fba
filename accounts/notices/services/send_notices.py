"""Send what is due: to several channels at once, and by each of them one message at a time."""

import json
import logging
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection

from accounts.hooks.leases import bury, release
from accounts.hooks.sealing import opened
from accounts.notices.carry import Answer, by_mail, by_service
from accounts.notices.domain.kinds import CODE, PAUSED, TEST
from accounts.notices.domain.notice_states import TABLE, WAITING
from accounts.notices.domain.retries import (
    GATHERED,
    LEASE,
    MOST_ATTEMPTS,
    PAUSES_AFTER,
    STORM,
    gives_up,
    wait_after,
)  # fmt: skip
from accounts.notices.domain.timing import Timing, quiet_ends
from accounts.notices.domain.ways import EMAIL, WAYS
from accounts.notices.errors import WrongState
from accounts.notices.gates import may_have_notices, may_hear, may_watch
from accounts.notices.models import Channel, Notice
from accounts.notices.selectors import timing_of
from accounts.notices.services.move_channel import move_channel
from accounts.notices.texts import Written, cut, gather, mask_of, write
from accounts.trail.api import events_by_number
from fidus.lib import clock
from fidus.lib.execute import execute
from fidus.lib.work_off import work_off

logger = logging.getLogger(__name__)
THREADS = 4
# After so many seconds nothing new is begun, and whoever called looks at what else there is to do.
BUDGET = 5.0
_DUE = """
    select count(distinct n.channel_id) from notices_notice n join notices_channel c on c.id = n.channel_id
    where n.state = 'waiting' and n.due_at <= clock_timestamp() and c.state in ('proposed', 'confirmed')
      and (c.lease_until is null or c.lease_until < clock_timestamp())
      and (c.not_before is null or c.not_before <= clock_timestamp())
"""
# One statement, and so one transaction: the lease is visible before anybody is called. The channel that waited longest
# is served first; it is locked before its notices, as everywhere. What is gathered goes together, and so does a storm.
_CLAIM = """
    with free as (
        select c.id from notices_channel c
        where c.state in ('proposed', 'confirmed') and (c.lease_until is null or c.lease_until < clock_timestamp())
          and (c.not_before is null or c.not_before <= clock_timestamp())
          and exists (select from notices_notice n where n.channel_id = c.id and n.state = 'waiting'
                      and n.due_at <= clock_timestamp() and n.attempts < %(most)s)
        order by c.lease_until nulls first, c.id limit 1 for update skip locked
    ), due as (
        select n.id, n.channel_id, n.pace, n.due_at, n.event, count(*) over (partition by n.pace) as beside
        from notices_notice n join free on free.id = n.channel_id
        where n.state = 'waiting' and n.due_at <= clock_timestamp() and n.attempts < %(most)s
    ), first as (
        select * from due order by due_at, id limit 1
    ), chosen as (
        select n.id, n.channel_id from notices_notice n join due on due.id = n.id join first on true
        where due.id = first.id
           or (due.pace = first.pace and due.event is not null and first.event is not null
               and (first.pace <> 'at_once' or first.beside > %(storm)s))
        order by due.due_at, n.id limit %(gathered)s for update of n
    ), held as (
        update notices_channel c set lease = %(lease)s, lease_until = clock_timestamp() + %(length)s
        from first where c.id = first.channel_id
    )
    update notices_notice n set lease = %(lease)s, attempts = attempts + 1, tried_at = clock_timestamp()
    from chosen where n.id = chosen.id
    returning n.id
"""
# `lease` tells whoever came too late from the one that holds the notices now.
_FINISH = """
    update notices_notice
    set state = %(state)s, due_at = clock_timestamp() + %(wait)s, error = %(error)s, milliseconds = %(milliseconds)s
    where id = any(%(notices)s) and lease = %(lease)s and state = 'waiting'
"""
_HOLD = """
    update notices_notice set due_at = %(until)s, attempts = attempts - 1, lease = null
    where id = %(notice)s and lease = %(lease)s and state = 'waiting'
"""
_SAID = "update notices_notice set title = %s, text = %s, url = %s where id = %s and lease = %s"
_WENT_WELL = """
    update notices_channel set failures = 0, failing_since = null, not_before = null, sent_at = clock_timestamp()
    where id = %(channel)s
"""
_WENT_WRONG = """
    update notices_channel set failures = failures + 1, failing_since = coalesce(failing_since, clock_timestamp()),
        not_before = clock_timestamp() + %(pause)s
    where id = %(channel)s returning failures
"""


def send_notices(*, threads: int = THREADS, seconds: float = BUDGET) -> int:
    """How many messages were tried. Must run outside of transactions; any number of processes may."""
    bury(Notice, "channel", most_attempts=MOST_ATTEMPTS)
    with connection.cursor() as cursor:
        cursor.execute(_DUE)
        due = min(cursor.fetchone()[0], threads)
    if not due:
        return 0
    return work_off(send_next, threads=due, seconds=seconds, name="notices")


def send_next() -> bool:
    """Send one message that is due; whether there was one. Any number of processes may run this at once."""
    lease = uuid4()
    given = {"most": MOST_ATTEMPTS, "storm": STORM, "gathered": GATHERED, "lease": lease, "length": LEASE}
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, given)
        claimed = [row[0] for row in cursor.fetchall()]
    if not claimed:
        return False
    rows = Notice.objects.filter(pk__in=claimed).select_related("figure_alert").order_by("pk")
    channel = Channel.objects.select_related("owner").get(notices=claimed[0])
    notices = list(rows)
    for notice in notices:
        notice.channel = channel
    try:
        _send(channel, notices, lease)
    except Exception as error:  # one message's failure is its own; it is tried again, and the others go on
        logger.exception("notices %s could not be sent", claimed)
        _failed(channel, notices, lease, Answer(False, 0, f"we failed: {type(error).__name__}"))
    finally:
        release(channel, lease)
    return True


def _send(channel: Channel, notices: Sequence[Notice], lease: UUID) -> None:
    timing, now = timing_of(channel.owner), clock.now()
    going: list[Notice] = []
    for notice in notices:
        if why := _why_not(channel, notice):
            _finish([notice], lease, "drop", Answer(False, 0, f"Not sent: {why}."))
        elif (until := _holds(notice, timing, now)) is not None:
            execute(_HOLD, until=until, notice=notice.pk, lease=lease)
        else:
            going.append(notice)
    if not going:
        return
    answer = _carry(channel, going, timing, lease)
    if not answer.ok:
        _failed(channel, going, lease, answer)
    elif _finish(going, lease, "send", answer):
        execute(_WENT_WELL, channel=channel.pk)


def _carry(channel: Channel, notices: Sequence[Notice], timing: Timing, lease: UUID) -> Answer:
    events = events_by_number([notice.event for notice in notices if notice.event is not None])
    parts = []
    for notice in notices:
        written = write(notice, events.get(notice.event or 0), owner=channel.owner, timing=timing)
        parts.append(written)
        if notice.kind != CODE:
            with connection.cursor() as cursor:
                cursor.execute(_SAID, [written.title, written.text, written.url, notice.pk, lease])
    longest = WAYS[channel.way].longest
    message: Written = parts[0] if len(parts) == 1 else gather(parts, longest=longest)
    if channel.way == EMAIL:
        return by_mail(channel.owner.email, message, number=str(notices[0].pk))
    given: dict[str, str] = json.loads(opened(channel.secret))
    answer = by_service(channel.way, given, cut(message, longest=longest))
    return Answer(answer.ok, answer.milliseconds, mask_of(answer.error, given), answer.hopeless, answer.asked)


def _why_not(channel: Channel, notice: Notice) -> str:
    """Why this is not for the owner as things stand now; empty where it is."""
    if not may_have_notices(channel.owner):
        return "its owner cannot have notices any more"
    if notice.kind in {CODE, TEST, PAUSED}:
        return ""
    alert = notice.figure_alert
    if alert is not None:
        return "" if may_watch(channel.owner, alert.figure, alert.of) else "the figure is not its owner's to see"
    return "" if may_hear(channel.owner, notice.kind, notice.about) else "it is not its owner's to see"


def _holds(notice: Notice, timing: Timing, now: datetime) -> datetime | None:
    """Until when quiet hours hold it back; a code, a test and what passes go at any time."""
    if notice.event is None or (notice.urgent and (timing.urgent_passes or notice.figure_alert_id is not None)):
        return None
    ends = quiet_ends(now, timing)
    return ends if ends > now else None


def _failed(channel: Channel, notices: Sequence[Notice], lease: UUID, answer: Answer) -> None:
    chance = secrets.randbelow(1000) / 1000
    again = [notice for notice in notices if not (answer.hopeless or gives_up(notice.attempts))]
    dead = [notice for notice in notices if notice not in again]
    if dead:
        _finish(dead, lease, "give_up", answer)
    if again:
        tries = max(notice.attempts for notice in again)
        _finish(again, lease, "fail", answer, wait_after(tries, chance=chance, asked=answer.asked))
    pause = max(answer.asked, timedelta(seconds=5))
    with connection.cursor() as cursor:
        cursor.execute(_WENT_WRONG, {"channel": channel.pk, "pause": pause})
        failures = cursor.fetchone()[0]
    if failures >= PAUSES_AFTER and channel.state == Channel.State.CONFIRMED:
        _pause(channel, f"it failed {failures} times on end, the last time because {answer.error}")


def _finish(
    notices: Sequence[Notice], lease: UUID, action: str, answer: Answer, wait: timedelta = timedelta(0)
) -> bool:
    changed = execute(
        _FINISH,
        state=TABLE[WAITING, action],
        wait=wait,
        error=answer.error[:300],
        milliseconds=answer.milliseconds,
        notices=[notice.pk for notice in notices],
        lease=lease,
    )
    return changed > 0


def _pause(channel: Channel, why: str) -> None:
    try:
        move_channel(channel, "pause", why=why[:300], by=None)
    except WrongState:
        logger.info("channel %s is no longer in use", channel.pk)
