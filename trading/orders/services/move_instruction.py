from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from fidus.lib import clock
from trading.orders.domain.instruction_states import ENDS, TABLE, InstructionState
from trading.orders.models import EventKind, Instruction
from trading.orders.services.append_events import NewEvent, append_events


@transaction.atomic
def move_instruction(
    instruction: Instruction,
    action: str,
    *,
    kind: EventKind,
    words: str = "",
    data: Mapping[str, str] | None = None,
    took: float | None = None,
    by: User | None = None,
    **also: Any,
) -> bool:
    """One step of ours by the table, with its event; `also` are further fields to write.

    False, and nothing is written, if it does not stand any more as `instruction` says. Raises KeyError for a step that
    the table does not have. What a broker says is taken by `take_words`.
    """
    old, now = InstructionState(instruction.state), clock.now()
    new = InstructionState(TABLE[old, action])
    changed = {"state": new, "done_at": now if new in ENDS else None, **also}
    if not Instruction.objects.filter(pk=instruction.pk, state=old).update(**changed):
        return False
    append_events([NewEvent(instruction.pk, now, kind, words, data or {}, took, by.pk if by else None)])
    for name, value in changed.items():
        setattr(instruction, name, value)
    return True
