"""A client says where interest of a currency goes, or somebody of the firm for them."""

from django.db import IntegrityError, transaction

from accounts.models import Client, User
from accounts.trail.api import record
from fidus.lib import clock
from funds.wallets.domain.destination_states import LIVE
from funds.wallets.domain.instruction_states import InstructionState
from funds.wallets.domain.networks import counts_as
from funds.wallets.errors import BadDestination
from funds.wallets.events import InterestInstructionProposed
from funds.wallets.models import Destination, InterestInstruction


@transaction.atomic
def propose_instruction(*, client: Client, currency: str, destination: Destination, by: User) -> InterestInstruction:
    """The proposed one, for another person to confirm; what stands goes on until this one is in force.

    Raises BadDestination: another client's, one no longer in use, one that takes another currency, or one word waits.
    """
    if destination.client_id != client.pk or destination.state not in LIVE:
        raise BadDestination("Choose a wallet or bank account that is in use.", "destination")
    if counts_as(destination.network, destination.asset) != currency:
        raise BadDestination(f"{destination} takes {destination.asset}: interest is in {currency}.", "destination")
    try:
        with transaction.atomic():
            instruction = InterestInstruction.objects.create(
                client=client,
                currency=currency,
                destination=destination,
                state=InstructionState.PROPOSED.value,
                proposed_by=by,
                proposed_at=clock.now(),
            )
    except IntegrityError as error:
        if "one_instruction_proposed_at_a_time" not in str(error):
            raise
        raise BadDestination(f"A change for {currency} waits to be confirmed already; stop that one first.") from error
    event = InterestInstructionProposed(
        instruction.reference, client.pk, currency, destination.label, destination.address
    )
    record(event, by=by)
    return instruction
