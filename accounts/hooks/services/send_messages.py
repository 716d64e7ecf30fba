"""Send what is due, to several receivers at once and to each one message at a time."""

import logging
import secrets
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection

from accounts.hooks.domain import message_states
from accounts.hooks.domain.message import message_body
from accounts.hooks.domain.retries import FAILS_AT_MOST, LEASE, MOST_ATTEMPTS, gives_up, pause_after, wait_after
from accounts.hooks.domain.signing import signatures
from accounts.hooks.errors import WrongState
from accounts.hooks.gates import why_not
from accounts.hooks.leases import bury, release
from accounts.hooks.models import Hook, Message
from accounts.hooks.post import Answer, post
from accounts.hooks.sealing import opened
from accounts.hooks.services.move_hook import move_hook
from fidus.lib import clock
from fidus.lib.execute import execute
from fidus.lib.work_off import work_off

logger = logging.getLogger(__name__)
THREADS = 8
# After so many seconds nothing new is begun: the worker has other work, and the sweep comes again.
BUDGET = 5.0
GONE = 410
_WITH_WAIT = {429, 503}
_ONE_SENDER = 7_215_035  # key of the advisory lock: receivers that hang must not hold every worker there is
_DUE = """
    select count(distinct m.hook_id) from hooks_message m join hooks_hook h on h.id = m.hook_id
    where m.state = 'waiting' and m.due_at <= clock_timestamp() and h.state = 'active'
      and (h.lease_until is null or h.lease_until < clock_timestamp())
      and (h.not_before is null or h.not_before <= clock_timestamp())
"""
# One statement, and so one transaction: the lease is visible before the receiver is called. The webhook that waited
# longest is served first; it is locked before its message, as everywhere.
_CLAIM = """
    with free as (
        select h.id from hooks_hook h
        where h.state = 'active' and (h.lease_until is null or h.lease_until < clock_timestamp())
          and (h.not_before is null or h.not_before <= clock_timestamp())
          and exists (select from hooks_message m where m.hook_id = h.id and m.state = 'waiting'
                      and m.due_at <= clock_timestamp() and m.attempts < %(most)s)
        order by h.lease_until nulls first, h.id limit 1 for update skip locked
    ), chosen as (
        select m.id, m.hook_id from hooks_message m join free on free.id = m.hook_id
        where m.state = 'waiting' and m.due_at <= clock_timestamp() and m.attempts < %(most)s
        order by m.due_at, m.id limit 1 for update of m
    ), held as (
        update hooks_hook h set lease = %(lease)s, lease_until = clock_timestamp() + %(length)s
        from chosen where h.id = chosen.hook_id
    )
    update hooks_message m set lease = %(lease)s, attempts = attempts + 1, tried_at = clock_timestamp()
    from chosen where m.id = chosen.id
    returning m.id
"""
# `lease` tells a worker that came too late from the one that holds the message now.
_FINISH = """
    update hooks_message
    set state = %(state)s, due_at = clock_timestamp() + %(wait)s, status = %(status)s, error = %(error)s,
        answer = %(answer)s, milliseconds = %(milliseconds)s
    where id = %(message)s and lease = %(lease)s and state = 'waiting'
"""
_WENT_WELL = """
    update hooks_hook set failures = 0, failing_since = null, not_before = null, delivered_at = clock_timestamp()
    where id = %(hook)s
"""
_WENT_WRONG = """
    update hooks_hook set failures = failures + 1, failing_since = coalesce(failing_since, clock_timestamp()),
        not_before = clock_timestamp() + %(pause)s
    where id = %(hook)s
    returning failing_since < clock_timestamp() - %(patience)s
"""


def send_messages(*, threads: int = THREADS, seconds: float = BUDGET) -> int:
    """How many calls were made; nothing while another process is at it. Must run outside of transactions."""
    bury(Message, "hook", most_attempts=MOST_ATTEMPTS)
    with connection.cursor() as cursor:
        cursor.execute(_DUE)
        due = cursor.fetchone()[0]
        if not due:
            return 0
        cursor.execute("select pg_try_advisory_lock(%s)", [_ONE_SENDER])
        if not cursor.fetchone()[0]:
            return 0
        try:
            return work_off(send_next, threads=min(threads, due), seconds=seconds, name="hooks")
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [_ONE_SENDER])


def send_next() -> bool:
    """Send one message that is due; whether there was one. Any number of workers may run this at once."""
    lease = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"most": MOST_ATTEMPTS, "lease": lease, "length": LEASE})
        row = cursor.fetchone()
    if row is None:
        return False
    message = Message.objects.select_related("hook__owner", "hook__program__application", "hook__key").get(pk=row[0])
    try:
        _send(message, lease)
    except Exception as error:  # one message's failure is its own; it is tried again, and the others go on
        logger.exception("message %s could not be sent", message.number)
        _failed(message, lease, Answer(None, 0, f"we failed: {type(error).__name__}"))
    finally:
        release(message.hook, lease)
    return True


def _send(message: Message, lease: UUID) -> None:
    hook = message.hook
    if reason := why_not(hook, message):
        _finish(message, lease, "drop", Answer(None, 0, f"Not sent: {reason}."[:300]))
        return
    answer = post(hook.url, *_written(message))
    if answer.status is not None and 200 <= answer.status < 300:
        if _finish(message, lease, "deliver", answer):
            execute(_WENT_WELL, hook=hook.pk)
        return
    _failed(message, lease, answer)
    if answer.status == GONE:
        _switch_off(hook, "its receiver answered 410 Gone")


def _written(message: Message) -> tuple[bytes, dict[str, str]]:
    hook, now = message.hook, clock.now()
    body = message_body(
        kind=message.kind,
        happened_at=message.happened_at,
        event=message.event,
        url=f"{settings.SITE_URL.rstrip('/')}/api/v1/{message.path}" if message.path else None,
        environment=hook.environment,
    )
    held = [opened(hook.secret)]
    if hook.old_until is not None and hook.old_until > now:
        held.append(opened(hook.old_secret))
    timestamp = int(now.timestamp())
    return body, {
        "Content-Type": "application/json",
        "User-Agent": "FIDUS-Webhooks/1",
        "webhook-id": message.number,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signatures(held, message_id=message.number, timestamp=timestamp, body=body),
    }


def _failed(message: Message, lease: UUID, answer: Answer) -> None:
    dead = gives_up(message.attempts) or answer.status == GONE
    asked = _asked(answer)
    chance = secrets.randbelow(1000) / 1000
    wait = wait_after(message.attempts, chance=chance, asked=asked)
    if not _finish(message, lease, "give_up" if dead else "fail", answer, wait):
        return
    pause = pause_after(message.hook.failures + 1, asked=asked)
    with connection.cursor() as cursor:
        cursor.execute(_WENT_WRONG, {"hook": message.hook_id, "pause": pause, "patience": FAILS_AT_MOST})
        fails_for_days = cursor.fetchone()[0]
    if dead and fails_for_days:
        _switch_off(message.hook, "it took no message for three days")


def _finish(message: Message, lease: UUID, action: str, answer: Answer, wait: timedelta = timedelta(0)) -> bool:
    state = message_states.TABLE[message_states.WAITING, action]
    changed = execute(
        _FINISH,
        state=state,
        wait=wait,
        status=answer.status,
        error=answer.error,
        answer=answer.beginning,
        milliseconds=answer.milliseconds,
        message=message.pk,
        lease=lease,
    )
    return changed == 1


def _switch_off(hook: Hook, why: str) -> None:
    try:
        move_hook(hook, "switch_off", why=why, by=None)
    except WrongState:
        logger.info("webhook %s is no longer active", hook.pk)


def _asked(answer: Answer) -> timedelta | None:
    """What Retry-After asks for, in seconds (RFC 9110, section 10.2.3); dates are left to the schedule."""
    text = answer.retry_after.strip()
    if answer.status not in _WITH_WAIT or not (text.isascii() and text.isdigit()):
        return None
    return timedelta(seconds=int(text[:6]))
