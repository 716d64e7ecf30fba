"""Take an invitation back."""

from django.db import transaction

from accounts.domain.invitation_states import OPEN, TABLE
from accounts.errors import WrongState
from accounts.events import InvitationRevoked, of_invitation
from accounts.models import Invitation, User
from accounts.trail.api import record


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User | None) -> Invitation:
    """The invitation, which opens no door any more; raises WrongState unless it was open."""
    changed = Invitation.objects.filter(pk=invitation.pk, state=OPEN).update(state=TABLE[OPEN, "revoke"])
    if changed != 1:
        raise WrongState("This invitation was used or taken back already.")
    record(
        InvitationRevoked(
            subject=of_invitation(invitation.pk),
            client=invitation.client_id,
            invitation=invitation.pk,
            email=invitation.email,
        ),
        by=by,
    )
    invitation.refresh_from_db()
    return invitation
