"""The second pair of eyes on a difference that may stay."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.reconciliation.domain.acceptance_states import AcceptanceAction
from trading.reconciliation.domain.break_states import BreakAction
from trading.reconciliation.errors import SecondPersonNeeded
from trading.reconciliation.events import DifferenceAccepted
from trading.reconciliation.models import Acceptance, Break
from trading.reconciliation.services.move_acceptance import move_acceptance
from trading.reconciliation.services.move_break import move_break


@transaction.atomic
def accept_difference(*, acceptance: Acceptance, by: User) -> Acceptance:
    """It stays on record with its amount, and holds while the difference stays within its band.

    Raises SecondPersonNeeded for whoever proposed it, IllegalState.
    """
    if acceptance.proposed_by_id == by.pk:
        raise SecondPersonNeeded("You proposed this difference; a second person accepts it.")
    # The break first, as the comparison takes them.
    broken = Break.objects.select_for_update(of=("self",)).select_related("account").get(pk=acceptance.of_break_id)
    move_acceptance(acceptance, AcceptanceAction.ACCEPT, decided_by=by, decided_at=clock.now())
    move_break(broken, BreakAction.ACCEPT)
    told = DifferenceAccepted(
        broken.name, None, str(broken.account), broken.thing, acceptance.difference, acceptance.band
    )
    record(told, by=by)
    return acceptance
