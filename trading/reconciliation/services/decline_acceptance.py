"""Decline a difference that somebody proposed to accept."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.reconciliation.domain.acceptance_states import AcceptanceAction
from trading.reconciliation.errors import NotToBeAccepted, SecondPersonNeeded
from trading.reconciliation.events import AcceptanceDeclined
from trading.reconciliation.models import Acceptance
from trading.reconciliation.services.move_acceptance import move_acceptance


@transaction.atomic
def decline_acceptance(*, acceptance: Acceptance, reason: str, by: User) -> Acceptance:
    """The break stays open. Raises SecondPersonNeeded for whoever proposed it (they withdraw it), IllegalState."""
    if acceptance.proposed_by_id == by.pk:
        raise SecondPersonNeeded("You proposed this difference; withdraw it instead.")
    if not reason.strip():
        raise NotToBeAccepted("Say why, for whoever proposed it.")
    move_acceptance(
        acceptance, AcceptanceAction.DECLINE, decided_by=by, decided_at=clock.now(), decision=reason.strip()
    )
    broken = acceptance.of_break
    record(AcceptanceDeclined(broken.name, None, str(broken.account), broken.thing, reason.strip()), by=by)
    return acceptance
