"""Invite one person, for a client or into a role of the firm."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from accounts.domain import invitation_states, roles
from accounts.errors import AlreadyAUser, UnknownRole, WrongState
from accounts.events import UserInvited, of_invitation
from accounts.models import Client, Invitation, User
from accounts.services.revoke_invitation import revoke_invitation
from accounts.trail.api import record
from fidus.lib import clock

GOOD_FOR = timedelta(days=7)


@transaction.atomic
def invite_user(*, email: str, client: Client | None = None, role: str | None = None, by: User | None) -> Invitation:
    """An open invitation; the letter goes out after commit. An older open one for the same purpose is taken back.

    Raises UnknownRole, WrongState, or AlreadyAUser where the address has a login (a member is then added directly).
    """
    role = _fitting(role, client)
    email = User.objects.normalize_email(email).strip().lower()
    if User.objects.filter(email=email).exists():
        raise AlreadyAUser(f"{email} has a login already. Add that person to the client, or change their roles.")
    older = Invitation.objects.filter(email=email, client=client, role=role, state=invitation_states.OPEN)
    for invitation in older.select_for_update():
        revoke_invitation(invitation, by=by)
    now = clock.now()
    invitation = Invitation(email=email, client=client, role=role, nonce=secrets.token_hex(16), invited_by=by)
    invitation.token_hash = hash_of(token_of(invitation))
    invitation.invited_at, invitation.expires_at = now, now + GOOD_FOR
    _insert(invitation)
    event = UserInvited(
        subject=of_invitation(invitation.pk),
        client=client.pk if client else None,
        invitation=invitation.pk,
        email=email,
        role=role,
    )
    record(event, by=by)
    return invitation


def token_of(invitation: Invitation) -> str:
    """The token in the letter: made from the invitation and the server's secret, so that the database need not know it.

    A letter can be written again after a crash, and a stolen copy of the database opens no door.
    """
    return salted_hmac("accounts.invitation", invitation.nonce, algorithm="sha256").hexdigest()


def hash_of(token: str) -> str:
    """What the database keeps of a token; the token has 256 bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_to(invitation: Invitation) -> str:
    """The address in the letter."""
    return f"{settings.SITE_URL.rstrip('/')}/invitation/{token_of(invitation)}/"


def _insert(invitation: Invitation) -> None:
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError as error:
        raise WrongState(f"{invitation.email} was invited by somebody else a moment ago.") from error


def _fitting(role: str | None, client: Client | None) -> str:
    role = role or (roles.CLIENT if client else "")
    if role not in roles.ROLES or role == roles.GUEST:
        raise UnknownRole(f"There is no role {role!r}.")
    if roles.ROLES[role].staff == (client is not None):
        raise UnknownRole("Members of a client have the role client, and only they have it.")
    return role
