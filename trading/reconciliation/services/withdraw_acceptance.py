"""Take back a difference one has proposed to accept."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from trading.reconciliation.domain.acceptance_states import AcceptanceAction
from trading.reconciliation.errors import ReconciliationError
from trading.reconciliation.events import AcceptanceWithdrawn
from trading.reconciliation.models import Acceptance
from trading.reconciliation.services.move_acceptance import move_acceptance


@transaction.atomic
def withdraw_acceptance(*, acceptance: Acceptance, by: User) -> Acceptance:
    """Raises ReconciliationError for anybody but who proposed it, IllegalState once it is decided."""
    if acceptance.proposed_by_id != by.pk:
        raise ReconciliationError("Only who proposed it withdraws it; others decline it.")
    move_acceptance(acceptance, AcceptanceAction.WITHDRAW)
    broken = acceptance.of_break
    record(AcceptanceWithdrawn(broken.name, None, str(broken.account), broken.thing), by=by)
    return acceptance
