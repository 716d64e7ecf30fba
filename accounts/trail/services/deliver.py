"""Hand events to those who must hear of them: at least once, and again within seconds if a worker dies over it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.utils.module_loading import import_string

from accounts.trail.domain import delivery_states
from accounts.trail.domain.delivery_states import LEASE, MOST_ATTEMPTS, after_failure, wait_after
from accounts.trail.domain.event import RecordedEvent
from accounts.trail.models import StoredEvent

logger = logging.getLogger(__name__)

# The statement is its own transaction: the lease is visible before the handler starts. `attempts` counts leases, and
# is the token by which a worker that came too late is told apart from the one that holds the lease now.
_CLAIM = """
    update trail_delivery set lease_until = clock_timestamp() + %s, attempts = attempts + 1
    where id = (
        select id from trail_delivery
        where state = 'pending' and due_at <= clock_timestamp() and attempts < %s
          and (lease_until is null or lease_until < clock_timestamp())
        order by due_at, id limit 1 for update skip locked
    )
    returning id, event_id, handler, attempts
"""
# The last worker to hold it died; it had its attempts.
_BURY = """
    update trail_delivery set state = 'dead', lease_until = null,
        last_error = last_error || E'\\nThe worker died during the last attempt.'
    where state = 'pending' and attempts >= %s and lease_until < clock_timestamp()
"""
_FINISH = """
    update trail_delivery
    set state = %s, lease_until = null, due_at = clock_timestamp() + coalesce(%s, interval '0'), last_error = %s,
        delivered_at = case when %s then clock_timestamp() end
    where id = %s and attempts = %s and state = 'pending'
"""


@dataclass(frozen=True)
class _Claim:
    id: int
    event: int
    handler: str
    attempts: int


def deliver(limit: int = 100) -> int:
    """Deliver what is due, oldest first, at most `limit`; how many reached their handler.

    Any number of workers may run this at once. A handler must finish within the lease (8 s), or another may start it.
    """
    delivered = 0
    _execute(_BURY, [MOST_ATTEMPTS])
    for _ in range(limit):
        claim = _claim()
        if claim is None:
            break
        delivered += _hand_over(claim)
    return delivered


def _hand_over(claim: _Claim) -> bool:
    event = StoredEvent.objects.get(pk=claim.event).as_recorded()
    try:
        handler: Callable[[RecordedEvent], None] = import_string(claim.handler)
        handler(event)
    except Exception as error:  # one handler's failure is its own: it is kept with the delivery, the others go on
        logger.exception("%s failed to hear of %s %s", claim.handler, event.kind, event.id)
        _failed(claim, error)
        return False
    _execute(_FINISH, [delivery_states.DELIVERED, None, "", True, claim.id, claim.attempts])
    return True


def _failed(claim: _Claim, error: Exception) -> None:
    gives_up = after_failure(claim.attempts) == "give_up"
    state = delivery_states.TABLE[delivery_states.PENDING, "give_up"] if gives_up else delivery_states.PENDING
    text = f"{type(error).__name__}: {error}"[:2000]
    _execute(_FINISH, [state, wait_after(claim.attempts), text, False, claim.id, claim.attempts])


def _claim() -> _Claim | None:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [LEASE, MOST_ATTEMPTS])
        row = cursor.fetchone()
    return _Claim(*row) if row else None


def _execute(statement: str, parameters: list[object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
