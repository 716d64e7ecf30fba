"""Every resource that clients may ask: by its owner, a colleague, somebody who acts for two, and strangers.

Found in the API itself: a new resource is tried as soon as it is open to clients, and fails without rows to try.
"""

from typing import Any

import pytest

from accounts.gateway.rest.resource import Resource
from accounts.gateway.tests.callers import Caller
from accounts.models import Client, User
from accounts.services.add_member import add_member
from accounts.tests.people import member
from accounts.trail.models import StoredEvent
from fidus.api_urls import RESOURCES
from funds.tests.scenes import a_client
from tests.rest.rows import OF_CLIENTS, OF_EVERYBODY, OWN, ROWS, WORKED_OUT
from tests.rest.test_lists import listed, place
from tests.second_wall.scenes import without_wall

OPEN = sorted(
    address for address, one in RESOURCES.items() if one.behind_wall and one.of_clients is not Resource.of_clients
)


@pytest.fixture
def ann(db) -> Client:
    return a_client("Ann Sample")


@pytest.fixture
def owner(ann) -> User:
    return member(ann, "ann@example.test")


@pytest.fixture
def bob(db) -> User:
    """A stranger: another client's login."""
    return member(a_client("Bob Sample"), "bob@example.test")


def everything(user: User, address: str) -> tuple[list[dict], list[Any]]:
    """The list as the person sees it, and each of its records."""
    caller = Caller(user)
    rows = listed(caller, address)
    records = [caller.get(one).json() for one in (place(address, row) for row in rows) if one is not None]
    return rows, records


def below(address: str) -> list[tuple[str, str]]:
    """The method and the last part of each address below one record: looks and operations."""
    found = []
    for extra in RESOURCES[address].get_extra_actions():
        if extra.detail:
            found += [(method, extra.url_path) for method in extra.mapping]
    return found


def test_whatever_clients_may_ask_has_rows_to_try():
    assert set(OPEN) == OF_CLIENTS
    assert set(ROWS) >= OF_CLIENTS
    # Outside the second wall stands what is the person's own, whomever they act for.
    assert {address for address, one in RESOURCES.items() if not one.behind_wall} == OWN


@pytest.mark.parametrize("address", OPEN)
def test_a_colleague_sees_what_the_owner_sees(address, ann, owner):
    ROWS[address](ann, 2)
    rows, records = everything(owner, address)
    assert rows
    assert everything(member(ann, "colleague@example.test"), address) == (rows, records)


@pytest.mark.parametrize("address", OPEN)
def test_who_acts_for_two_clients_sees_the_rows_of_both(address, ann, owner, bob):
    ROWS[address](ann, 2)
    his, (hers, _) = listed(Caller(bob), address), everything(owner, address)
    add_member(client=ann, user=bob, by=None)
    both = listed(Caller(bob), address)
    assert all(row in both for row in [*his, *hers])
    if address not in WORKED_OUT:
        assert len(both) == len({str(row) for row in [*his, *hers]})


@pytest.mark.parametrize("address", OPEN)
def test_a_stranger_finds_no_record_and_nothing_below_one(address, ann, owner, bob):
    ROWS[address](ann, 2)
    stranger, records = Caller(bob), [row for row in listed(Caller(owner), address) if place(address, row)]
    his = listed(stranger, address)
    events = StoredEvent.objects.count()
    for row in [row for row in records if row not in his]:
        one = place(address, row)
        assert stranger.get(one).status_code == 404
        for method, name in below(address):
            asked = getattr(stranger, method)(f"{one}/{name}")
            # Refused to every client, told that the question is a wrong one, or that there is no such thing.
            assert asked.status_code in (400, 403, 404, 415), (method, one, name, asked.content)
            assert not [value for value in (ann.name, ann.number) if value in asked.content.decode()]
    assert StoredEvent.objects.count() == events
    assert [row for row in listed(Caller(owner), address) if place(address, row)] == records


@pytest.mark.parametrize("address", OPEN)
def test_with_the_filter_gone_the_database_still_shows_their_own_alone(address, ann, owner, bob, monkeypatch):
    ROWS[address](ann, 2)
    stranger, hers = Caller(bob), listed(Caller(owner), address)
    his = listed(stranger, address)
    monkeypatch.setattr(RESOURCES[address], "of_clients", lambda self, rows, clients: rows)
    assert listed(stranger, address) == his
    for row in [row for row in hers if row not in his]:
        assert (one := place(address, row)) is None or stranger.get(one).status_code == 404
    if address in {*WORKED_OUT, *OF_EVERYBODY} - {"clients"}:
        return
    # The control: without the second wall the filter would have been all there is.
    without_wall(monkeypatch)
    assert all(row in listed(stranger, address) for row in hers)
