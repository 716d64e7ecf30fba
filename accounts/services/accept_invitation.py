"""Make the login that an invitation stands for, once."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from accounts.domain.invitation_states import ACCEPTED, OPEN, TABLE
from accounts.domain.roles import ROLES
from accounts.errors import AlreadyAUser, InvitationNotGood
from accounts.events import InvitationAccepted, of_user
from accounts.models import Invitation, User
from accounts.services.add_member import add_member
from accounts.services.invite_user import hash_of
from accounts.trail.api import record
from fidus.lib import clock


def find_invitation(token: str) -> Invitation:
    """The open invitation this token is for; raises InvitationNotGood saying why it is not good (any more)."""
    invitation = Invitation.objects.select_related("client").filter(token_hash=hash_of(token)).first()
    if invitation is None:
        raise InvitationNotGood("unknown", "This link is not complete, or was never sent by us.")
    if invitation.state == ACCEPTED:
        raise InvitationNotGood("used", "This invitation has been used. Log in with the password you chose.")
    if invitation.state != OPEN:
        raise InvitationNotGood("revoked", "This invitation was taken back or replaced by a newer one.")
    if invitation.expires_at <= clock.now():
        raise InvitationNotGood("expired", "This invitation has expired. Ask us for a new one.")
    return invitation


def accept_invitation(*, token: str, first_name: str, last_name: str, password: str) -> User:
    """The new user, a member of the client or in the role invited for; raises InvitationNotGood or AlreadyAUser.

    The password must have been validated. Of two that accept at once, one finds the invitation used.
    """
    try:
        with transaction.atomic():
            return _accept(token, first_name, last_name, password)
    except IntegrityError as error:
        if "email" not in str(error):
            raise
        raise AlreadyAUser("There is a login for your e-mail address already. Log in with it.") from error


def _accept(token: str, first_name: str, last_name: str, password: str) -> User:
    invitation = find_invitation(token)
    now = clock.now()
    # Taken first: the second of two waits here for the first one's commit, and then finds nothing to take.
    taken = Invitation.objects.filter(pk=invitation.pk, state=OPEN, expires_at__gt=now).update(
        state=TABLE[OPEN, "accept"], accepted_at=now
    )
    if taken != 1:
        raise InvitationNotGood("used", "This invitation has just been used.")
    user = User.objects.create_user(
        invitation.email,
        password,
        first_name=first_name,
        last_name=last_name,
        is_staff=ROLES[invitation.role].staff,
        state_since=now,
    )
    user.groups.add(Group.objects.get(name=invitation.role))
    # Who holds the letter reads that mailbox: passwords may be reset through it.
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=user)
    if invitation.client:
        add_member(client=invitation.client, user=user, by=user)
    event = InvitationAccepted(
        subject=of_user(user.pk),
        client=invitation.client_id,
        invitation=invitation.pk,
        user=user.pk,
        email=user.email,
    )
    record(event, by=user)
    return user
