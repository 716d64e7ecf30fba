"""Let a person act for a client."""

from django.contrib.auth.models import Group
from django.db import transaction

from accounts.domain.roles import CLIENT
from accounts.errors import WrongState
from accounts.events import MemberAdded, of_client
from accounts.models import Client, ClientMembership, User
from accounts.trail.api import record
from fidus.lib import clock


@transaction.atomic
def add_member(*, client: Client, user: User, by: User | None) -> ClientMembership:
    """The membership, the same one if it stood already; raises WrongState for somebody of the firm's staff."""
    if user.is_staff:
        raise WrongState("Staff of the firm cannot act for a client.")
    membership, is_new = ClientMembership.objects.get_or_create(
        client=client, user=user, defaults={"since": clock.now()}
    )
    if is_new:
        user.groups.add(Group.objects.get(name=CLIENT))
        event = MemberAdded(subject=of_client(client.number), client=client.pk, user=user.pk, email=user.email)
        record(event, by=by)
    return membership
