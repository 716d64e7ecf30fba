"""Who may not decide about a case: the people it is about."""

from accounts.models import ClientMembership, User
from compliance.errors import SecondPersonNeeded
from compliance.models import KycCase


def refuse_own_case(case: KycCase, by: User) -> None:
    """Nobody decides about a client they act for; raises SecondPersonNeeded."""
    if ClientMembership.objects.filter(client_id=case.client_id, user=by).exists():
        raise SecondPersonNeeded("You act for this client, so somebody else must decide.")
