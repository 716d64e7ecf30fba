"""What the wiring says of webhooks is true of the events and of the API."""

from importlib import import_module
from pathlib import Path

from django.conf import settings

from accounts.gateway.rest.resource import Records
from accounts.gateway.rest.sight import may_look, resource_at
from accounts.models import User
from accounts.trail.api import Event
from fidus.api_urls import RESOURCES
from fidus.hook_events import HOOK_EVENTS, HOOK_EVENTS_OF_CLIENTS


def kinds_there_are() -> set[str]:
    root = Path(settings.BASE_DIR)
    apps = ("accounts", "compliance", "crm", "funds", "trading")
    files = [file.relative_to(root) for app in apps for file in root.glob(f"{app}/**/events.py")]
    modules = [".".join(file.with_suffix("").parts) for file in files]
    found = [value for name in modules for value in vars(import_module(name)).values()]
    return {one.__name__ for one in found if isinstance(one, type) and issubclass(one, Event)}


def test_every_kind_that_is_offered_is_an_event_and_about_records_that_have_an_address():
    offered = [kind for kinds in HOOK_EVENTS.values() for kind in kinds]
    assert len(offered) == len(set(offered))
    assert set(offered) <= kinds_there_are()
    for address in HOOK_EVENTS:
        assert resource_at(address) is RESOURCES[address]
        assert issubclass(RESOURCES[address], Records)


def test_clients_are_offered_only_what_the_api_shows_them():
    addresses = {kind: address for address, kinds in HOOK_EVENTS.items() for kind in kinds}
    client = User(email="ada@example.test")
    assert set(HOOK_EVENTS_OF_CLIENTS) <= set(addresses)
    assert all(may_look(client, resource_at(addresses[kind])) for kind in HOOK_EVENTS_OF_CLIENTS)
