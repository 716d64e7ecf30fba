from django.db import transaction

from accounts.models import Client, User
from accounts.services.add_member import add_member
from accounts.services.invite_user import invite_user
from accounts.services.open_client import open_client
from accounts.trail import api as trail
from compliance.services.open_case import open_case
from crm.domain.prospect_states import ProspectAction, ProspectState
from crm.errors import DetailsMissing, NotNow
from crm.events import ProspectWon
from crm.models import Prospect
from fidus.lib import clock


def win_prospect(*, prospect: Prospect, by: User | None) -> Prospect:
    """One step, once: the client, the KYC case and the way into the portal; a second click gets the same answer.

    The prospect's row is locked until all of it is done, and `client` is unique: two clicks cannot make two clients.
    """
    with transaction.atomic():
        prospect = Prospect.objects.select_for_update(of=("self",)).get(pk=prospect.pk)
        if prospect.state == ProspectState.WON:
            return prospect
        if not prospect.may(ProspectAction.WIN):
            raise NotNow(f"{prospect.name} is {prospect.state}. Only a prospect in negotiation can be won.")
        if not prospect.email:
            raise DetailsMissing("Enter the e-mail address first: the invitation to the portal goes there.")
        client = open_client(
            kind=prospect.kind,
            name=prospect.name,
            email=prospect.email,
            phone=prospect.phone,
            country=prospect.country,
            reporting_currency=prospect.currency,
            by=by,
        )
        case = open_case(client=client, expected=prospect.expected, by=by)
        _open_portal(client, by)
        prospect.move(ProspectAction.WIN, won_at=clock.now(), client=client, follow_up_on=None, follow_up_note="")
        trail.record(ProspectWon(subject=prospect.reference, client=client.pk, case=case.reference), by=by)
    return prospect


def _open_portal(client: Client, by: User | None) -> None:
    """An invitation; whoever has a login already (for another client) acts for this one with it."""
    user = User.objects.filter(email=client.email).first()
    if user is None:
        invite_user(email=client.email, client=client, by=by)
    else:
        add_member(client=client, user=user, by=by)
