"""A change of where interest goes is stopped before it is in force: "this was not me"."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.wallets.domain.instruction_states import InstructionAction, InstructionState
from funds.wallets.errors import NotNow
from funds.wallets.events import InterestInstructionStopped
from funds.wallets.models import InterestInstruction
from funds.wallets.services.move import move_instruction


@transaction.atomic
def stop_instruction(*, instruction: InterestInstruction, reason: str = "", by: User) -> InterestInstruction:
    """One person alone may stop; what stood before goes on. Raises NotNow once the cooling-off is over."""
    now = clock.now()
    usable_from = instruction.usable_from
    if instruction.state == InstructionState.CONFIRMED and usable_from is not None and usable_from <= now:
        raise NotNow("It is in force already. Choose another place for the interest, or take this one out of use.")
    reason = reason.strip()
    move_instruction(instruction, InstructionAction.STOP, ended_by=by, ended_at=now, reason=reason)
    event = InterestInstructionStopped(
        instruction.reference, instruction.client_id, instruction.currency, instruction.destination.label, reason
    )
    record(event, by=by)
    return instruction
