"""Somebody of the firm looks at where interest is to go and says no."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.wallets.domain.instruction_states import InstructionAction
from funds.wallets.errors import ReasonMissing
from funds.wallets.events import InterestInstructionRefused
from funds.wallets.models import InterestInstruction
from funds.wallets.services.confirm_instruction import refuse_the_same_person
from funds.wallets.services.move import move_instruction


@transaction.atomic
def refuse_instruction(*, instruction: InterestInstruction, reason: str, by: User) -> InterestInstruction:
    """The refused one, with the reason the client reads; raises ReasonMissing, SecondPersonNeeded, NotNow."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissing("Give the reason; the client reads it.")
    refuse_the_same_person(instruction, by)
    move_instruction(instruction, InstructionAction.REFUSE, ended_by=by, ended_at=clock.now(), reason=reason)
    event = InterestInstructionRefused(
        instruction.reference, instruction.client_id, instruction.currency, instruction.destination.label, reason
    )
    record(event, by=by)
    return instruction
