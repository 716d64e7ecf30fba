"""What a webhook says of an event leads to its subject: tried on what the real services record."""

from django.contrib.auth.models import Group

from accounts.gateway.rest.sight import resource_at, sees
from accounts.hooks import registry
from accounts.hooks.gates import path_of
from accounts.models import User
from accounts.services.open_client import open_client
from accounts.tests.people import staff
from accounts.trail.models import StoredEvent
from crm.services.add_prospect import add_prospect
from tests.test_portal_doors import owned  # noqa: F401  a fixture


def leads_nowhere(user: User, events) -> set[tuple[str, str]]:
    found = set()
    for event in events:
        address, _, key = path_of(event.kind, event.subject).rpartition("/")
        if not sees(user, resource_at(address), key):
            found.add((event.kind, event.subject))
    return found


def test_every_event_of_a_client_leads_to_a_record_that_the_office_and_the_client_are_shown(owned):  # noqa: F811
    office = staff("back_office")
    office.groups.add(Group.objects.get(name="administrator"))
    office = User.objects.get(pk=office.pk)
    add_prospect(name="Ivo Prospect", owner=office, by=office)
    events = list(StoredEvent.objects.filter(kind__in=registry.offered()))
    told = {registry.address_of(event.kind) for event in events}
    assert {"clients", "investments", "redemptions", "kyc-cases", "conversations", "products", "prospects"} <= told
    assert leads_nowhere(office, events) == set()
    ada = owned["client"].pk
    theirs = [event for event in events if registry.is_for_clients(event.kind) and event.client_id == ada]
    assert len({event.kind for event in theirs}) >= 6
    assert leads_nowhere(owned["user"], theirs) == set()
    open_client(kind="person", name="Bruno Sample", by=office)
    others = StoredEvent.objects.filter(kind__in=registry.offered(), client__isnull=False)
    strangers = list(others.exclude(client=ada))
    assert strangers
    assert leads_nowhere(owned["user"], strangers) == {(event.kind, event.subject) for event in strangers}
