"""A person says no to what was held."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.orders.domain.instruction_states import InstructionState
from trading.orders.errors import WrongState
from trading.orders.events import OrderDeclined
from trading.orders.gates import RELEASE, require
from trading.orders.live import tell_on_commit
from trading.orders.models import EventKind, Instruction, OrderEvent


@transaction.atomic
def decline_order(*, instruction: Instruction, by: User, reason: str) -> Instruction:
    """It is dropped and never sent; whoever placed it may take it back so, too. Raises WrongState."""
    require(by, RELEASE)
    now = clock.now()
    moved = Instruction.objects.filter(pk=instruction.pk, state=InstructionState.HELD).update(
        state=InstructionState.DROPPED, done_at=now, reason=reason[:500]
    )
    instruction = Instruction.objects.select_related("account", "strategy").get(pk=instruction.pk)
    if moved != 1:
        raise WrongState(f"{instruction} does not wait for release any more: it is {instruction.state}.")
    OrderEvent.objects.create(instruction=instruction, at=now, kind=EventKind.DROPPED, words=reason[:500], by=by)
    record(OrderDeclined(instruction.subject, None, account=instruction.account_id, reason=reason), by=by)
    tell_on_commit([instruction])
    return instruction
