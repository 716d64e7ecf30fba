"""Every list and record of the API: who sees it, and how many questions the database hears."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.gateway.tests.callers import Caller
from accounts.models import Client
from accounts.services.add_member import add_member
from accounts.tests.people import member, staff
from fidus.api_urls import RESOURCES
from funds.tests.scenes import a_client, a_user
from tests.rest.rows import ASKED, MOST, OF_CLIENTS, OF_DEVELOPERS, OF_EVERYBODY, OWN, READERS, ROWS, WORKED_OUT

ROWS_MOST = 6


@pytest.fixture
def ann(db) -> Client:
    return a_client("Ann Sample")


def asked(address: str, client: Client) -> dict[str, str]:
    return ASKED[address](client) if address in ASKED else {}


def listed(caller: Caller, address: str, **asked: str) -> list[dict]:
    answer = caller.get(address, **asked)
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


def place(address: str, row: dict) -> str | None:
    """The address of one row; None where there are only lists."""
    resource = RESOURCES[address]
    if not hasattr(resource, "retrieve"):
        return None
    name = resource.lookup_field
    return f"{address}/{row['id' if name == 'pk' else name]}"


def reader(address: str, email: str = "olga@example.test") -> Caller:
    """Somebody of the staff whose work it is to look at it."""
    return Caller(staff(READERS.get(address, "back_office"), email))


def test_every_resource_is_tried():
    assert set(RESOURCES) == set(ROWS) | OWN


def test_the_page_for_programmers_names_every_resource():
    page = Path(settings.BASE_DIR, "docs", "api.md").read_text()
    table = page.split("## What there is")[1].split("## Which way in")[0]
    assert set(RESOURCES) == set(re.findall(r"`([a-z-]+)`", table))


@pytest.mark.parametrize("address", ROWS)
def test_the_office_sees_it_a_client_only_their_own_and_nobody_without_the_right(address, ann):
    ROWS[address](ann, 1)
    seen = listed(reader(address), address, **asked(address, ann))
    assert seen
    one = place(address, seen[0])
    if one is not None:
        answer = reader(address, "second@example.test").get(one)
        assert (answer.status_code, answer.json()) == (200, seen[0])

    developer = Caller(staff("strategy_developer", "dev@example.test"))
    assert developer.get(address).status_code == (200 if address in OF_DEVELOPERS else 403)
    assert Caller(a_user("newcomer", is_staff=True)).get(address).status_code == 403
    assert Caller(None).get(address).status_code == 401

    owner = Caller(member(ann, "ann@example.test"))
    stranger = Caller(member(a_client("Bob Sample", cleared=False), "bob@example.test"))
    if address not in OF_CLIENTS:
        assert owner.get(address).status_code == 403
        assert one is None or owner.get(one).status_code == 403
        return
    own = listed(owner, address)
    assert len(own) == len(seen) or address in WORKED_OUT
    assert set(own[0]) <= set(seen[0])
    assert not {"opened_by", "issued_by", "requested_by", "checked_by"} & set(own[0])
    assert owner.get(address, fields="issued_by").status_code == 400
    assert one is None or owner.get(one).json() == own[0]
    alone = Caller(member(None, "alone@example.test"))
    for caller in (alone,) if address in OF_EVERYBODY else (alone, stranger):
        assert listed(caller, address) == []
        assert one is None or caller.get(one).status_code == 404


@pytest.mark.parametrize("address", ROWS)
def test_a_longer_list_asks_no_more_questions(address, ann):
    caller, counted = reader(address), []
    made = 0
    for many in (3, 30):
        ROWS[address](ann, many - made)
        made = many
        caller.get(address, **asked(address, ann))
        with CaptureQueriesContext(
            connection,
        ) as heard:
            found = listed(caller, address, limit="200", **asked(address, ann))
        assert len(found) >= many or address in WORKED_OUT
        counted.append(len([one for one in heard if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert counted[0] == counted[1] <= MOST.get(address, ROWS_MOST), [one["sql"] for one in heard]


def test_somebody_who_acts_for_two_sees_both(ann):
    bob = a_client("Bob Sample")
    both = member(ann, "both@example.test")
    add_member(client=bob, user=both, by=None)
    ROWS["investments"](ann, 1)
    ROWS["investments"](bob, 1)
    assert {row["client"] for row in listed(Caller(both), "investments")} == {ann.number, bob.number}
    assert {row["client"] for row in listed(Caller(both), "investments", client=bob.number)} == {bob.number}
