"""Stop a person from acting for a client."""

from django.db import transaction

from accounts.errors import WrongState
from accounts.events import MemberRemoved, of_client
from accounts.models import Client, ClientMembership, User
from accounts.trail.api import record


@transaction.atomic
def remove_member(*, client: Client, user: User, by: User | None) -> None:
    """Effective with the person's next request; raises WrongState if they were no member."""
    removed, _ = ClientMembership.objects.filter(client=client, user=user).delete()
    if not removed:
        raise WrongState("This person does not act for this client.")
    record(MemberRemoved(subject=of_client(client.number), client=client.pk, user=user.pk, email=user.email), by=by)
