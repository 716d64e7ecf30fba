"""What the new sender of a lane finds: orders that may or may not have been sent, cancels that may not have left."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from fidus.lib import clock
from trading.execution.models import Lane
from trading.execution.services.keep_protection import entries_to_protect
from trading.execution.services.succeed_order import ENDED
from trading.orders.domain.instruction_states import InstructionState
from trading.orders.models import EventKind, Instruction, OrderEvent
from trading.orders.services.append_events import NewEvent, append_events

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Adopted:
    """Entries whose protection is to be looked at, orders that ended to be followed by others, whether any are out."""

    families: frozenset[int]
    followed: list[Instruction]
    any_out: bool


def adopt_lane(account: int, *, fence: Callable[[], None]) -> Adopted:
    """What was being sent becomes unknown, and is looked up like whatever else nobody knows the outcome of."""
    with transaction.atomic():
        fence()
        lost = list(
            Instruction.objects.select_for_update(no_key=True)
            .filter(account=account, state=InstructionState.SENDING)
            .order_by("pk")
        )
        now, words = clock.now(), "Whoever was sending it ended; it is looked up."
        ids = [row.pk for row in lost]
        Instruction.objects.filter(pk__in=ids).update(state=InstructionState.UNKNOWN, reason=words, code=ENDED)
        append_events([NewEvent(pk, now, EventKind.LOST, words) for pk in ids])
        cancels_again(account, sent_by=now)
        Lane.objects.filter(pk=account).update(wait_until=None)
    if lost:
        logger.warning("%d orders of account %s were being sent when their sender ended", len(lost), account)
    changed = Instruction.objects.filter(account=account, state=InstructionState.CANCELLED).exclude(change_asked=None)
    return Adopted(
        families=frozenset(entries_to_protect(account)),
        followed=list(changed),
        any_out=Instruction.objects.filter(account=account, done_at=None, sent_at__isnull=False).exists(),
    )


def cancels_again(account: int, *, sent_by: datetime) -> None:
    """Those that did not come about and were not refused: nobody knows whether they left, or whether the broker has
    forgotten them; to ask again harms nothing."""
    working = Instruction.objects.filter(
        account=account, done_at=None, sent_at__isnull=False, cancel_sent_at__lte=sent_by
    )
    refused = OrderEvent.objects.filter(
        instruction=OuterRef("pk"), kind=EventKind.CANCEL_REFUSED, at__gte=OuterRef("cancel_sent_at")
    )
    working.exclude(Exists(refused)).update(cancel_sent_at=None)
