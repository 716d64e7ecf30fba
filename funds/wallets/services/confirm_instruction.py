"""The second pair of eyes on where a client's interest goes; the cooling-off begins."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.selectors import clients_of
from accounts.trail.api import record
from fidus.lib import clock
from funds.wallets.domain.destination_states import LIVE
from funds.wallets.domain.instruction_states import InstructionAction
from funds.wallets.errors import NotNow, SecondPersonNeeded
from funds.wallets.events import InterestInstructionConfirmed
from funds.wallets.models import InterestInstruction
from funds.wallets.services.move import move_instruction


@transaction.atomic
def confirm_instruction(*, instruction: InterestInstruction, by: User) -> InterestInstruction:
    """In force once the cooling-off is over; raises SecondPersonNeeded, NotNow before its destination is."""
    refuse_the_same_person(instruction, by)
    destination = instruction.destination
    if destination.confirmed_at is None or destination.state not in LIVE:
        raise NotNow(f"{destination} is {destination.state}: confirm it first, or refuse this.")
    now = clock.now()
    usable_from = now + timedelta(hours=settings.WALLET_COOLING_OFF_HOURS)
    move_instruction(instruction, InstructionAction.CONFIRM, confirmed_by=by, confirmed_at=now, usable_from=usable_from)
    event = InterestInstructionConfirmed(
        instruction.reference, instruction.client_id, instruction.currency, destination.label, destination.address,
        usable_from,
    )  # fmt: skip
    record(event, by=by)
    return instruction


def refuse_the_same_person(instruction: InterestInstruction, by: User) -> None:
    """Raises SecondPersonNeeded."""
    if instruction.proposed_by_id == by.pk:
        raise SecondPersonNeeded("You proposed this change; a second person decides about it.")
    if clients_of(by).filter(pk=instruction.client_id).exists():
        raise SecondPersonNeeded("You act for this client; somebody of the firm decides about it.")
