"""Propose that a difference may stay."""

from decimal import Decimal

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.reconciliation.domain.break_states import BreakState
from trading.reconciliation.errors import IllegalState, NotToBeAccepted
from trading.reconciliation.events import AcceptanceProposed
from trading.reconciliation.models import Acceptance, Break


@transaction.atomic
def propose_acceptance(
    *, broken: Break, difference: Decimal, reason: str, by: User, band: Decimal = Decimal(0)
) -> Acceptance:
    """`difference` is what its proposer read, or nothing is proposed; `band` is how far it may move.

    Raises NotToBeAccepted, and IllegalState for a break that is not open or waits for a decision already.
    """
    broken = Break.objects.select_for_update(of=("self",)).select_related("account").get(pk=broken.pk)
    if broken.state != BreakState.OPEN.value:
        raise IllegalState(f"{broken} is {broken.state}; only an open difference is accepted.")
    if broken.acceptances.filter(state=Acceptance.State.PROPOSED.value).exists():
        raise IllegalState(f"{broken} waits for a second person already.")
    if difference != broken.difference:
        raise NotToBeAccepted(f"The difference is {broken.shown(broken.difference)} now; look at it again.")
    if not band.is_finite() or band < 0 or band != band.quantize(Decimal("1e-8")):
        raise NotToBeAccepted("How far it may move is nothing or more.")
    if band >= abs(difference):
        raise NotToBeAccepted("It may move by less than the difference itself.")
    if not reason.strip():
        raise NotToBeAccepted("Say why it may stay, and what was looked at.")
    acceptance = Acceptance.objects.create(
        of_break=broken,
        difference=difference,
        band=band,
        reason=reason.strip(),
        state=Acceptance.State.PROPOSED.value,
        proposed_by=by,
        proposed_at=clock.now(),
    )
    told = AcceptanceProposed(broken.name, None, str(broken.account), broken.thing, difference, band, acceptance.reason)
    record(told, by=by)
    return acceptance
