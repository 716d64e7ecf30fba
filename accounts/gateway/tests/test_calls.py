"""What every resource of the API has in common, shown on clients."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.gateway.models import IdempotentCall
from accounts.gateway.tests.callers import Caller
from accounts.models import Client, Invitation, User
from accounts.services.open_client import open_client
from accounts.tests.people import member, staff

NEW = {"kind": "person", "name": "Ada Sample", "email": "ada@example.com", "country": "DE"}


@pytest.fixture
def office(db) -> Caller:
    return Caller(staff())


def opened(*names: str) -> list[Client]:
    return [open_client(kind="person", name=name, by=None) for name in names]


def test_a_list_by_cursor_shows_each_row_once_while_rows_are_added(office):
    opened("Ann Sample", "Bob Sample", "Cid Sample")
    first = office.get("clients", limit=2).json()
    opened("Dora Sample")
    second = office.browser.get(first["next"]).json()
    names = [row["name"] for row in first["data"] + second["data"]]
    assert names == ["Cid Sample", "Bob Sample", "Ann Sample"]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"limit": "0"}, "#/limit"),
        ({"limit": "201"}, "#/limit"),
        ({"limit": "many"}, "#/limit"),
        ({"cursor": "no cursor"}, "#/cursor"),
        ({"cursor": "cD1hYmM="}, "#/cursor"),
        ({"nmae": "Ada"}, "#/nmae"),
        ({"fields": "number,secret"}, "#/fields"),
        ({"kind": "ghost"}, "#/kind"),
        ({"opened_at__gte": "yesterday"}, "#/opened_at__gte"),
        ({"limit": ["1", "2"]}, "#/limit"),
    ],
)
def test_a_bad_parameter_is_named(office, query, pointer):
    opened("Ann Sample")
    answer = office.get("clients", **query)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_filters_and_fields_leave_what_was_asked_for(office):
    opened("Ann Sample", "Bob Sample")
    assert office.get("clients", name__icontains="ann", fields="name").json()["data"] == [{"name": "Ann Sample"}]


def test_an_unchanged_answer_is_not_sent_again(office):
    (ann,) = opened("Ann Sample")
    answer = office.get(f"clients/{ann.number}")
    again = office.get(f"clients/{ann.number}", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Client.objects.filter(pk=ann.pk).update(name="Ann Example")
    changed = office.get(f"clients/{ann.number}", headers={"If-None-Match": answer["ETag"]})
    assert (changed.status_code, changed.json()["name"]) == (200, "Ann Example")


def test_a_call_is_done_once_and_answered_the_same(office):
    first = office.post("clients", NEW, key="one")
    second = office.post("clients", NEW, key="one")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"
    assert Client.objects.filter(name="Ada Sample").count() == 1
    other = office.post("clients", {**NEW, "name": "Bob Sample"}, key="one")
    assert (other.status_code, other.json()["type"]) == (422, "/api/problems/key-reused")


@pytest.mark.parametrize("key", [None, " ", "x" * 256, "with space", "\x7f"])
def test_a_change_needs_a_key(office, key):
    answer = office.post("clients", NEW, key=key)
    assert (answer.status_code, answer.json()["type"]) == (400, "/api/problems/key-missing")
    assert not Client.objects.exists()


def test_the_same_key_of_another_person_is_another_key(office):
    office.post("clients", NEW, key="one")
    other = Caller(staff(email="other@example.test"))
    assert other.post("clients", {**NEW, "name": "Bob Sample"}, key="one").status_code == 201


def test_a_refused_call_is_answered_the_same_again_and_changes_nothing(office):
    for name in ({"kind": "ghost"}, {"nmae": "x"}, {"email": "nobody"}):
        first = office.post("clients", {**NEW, **name}, key=f"k{name}".replace(" ", ""))
        assert first.status_code == 400
        assert office.post("clients", {**NEW, **name}, key=f"k{name}".replace(" ", "")).json() == first.json()
    assert not Client.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "null", '"text"', "{", '{"kind": "person"', "\x00"])
def test_a_body_that_is_no_object_is_refused(office, body):
    headers = {"Idempotency-Key": "k"}
    answer = office.browser.post("/api/v1/clients", body, content_type="application/json", headers=headers)
    assert answer.status_code == 400


def test_sixty_four_at_once_under_one_key_are_one_call(committed_db):
    person = staff()
    callers = [Caller(person, scope="clients:write") for _ in range(64)]

    def call(caller: Caller) -> int:
        try:
            return caller.post("clients", NEW, key="one").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(call, callers))
    assert set(answers) <= {201, 409}
    assert 201 in answers
    assert Client.objects.count() == IdempotentCall.objects.count() == 1


def test_a_client_sees_itself_and_finds_nobody_else(db):
    ann, bob = opened("Ann Sample", "Bob Sample")
    caller = Caller(member(ann))
    assert [row["number"] for row in caller.get("clients").json()["data"]] == [ann.number]
    assert caller.get(f"clients/{bob.number}").status_code == 404
    assert caller.post("clients", NEW).status_code == 403


def test_a_visitor_is_asked_to_log_in(db):
    answer = Caller(None).get("clients")
    assert (answer.status_code, answer.json()["type"]) == (401, "/api/problems/not-authenticated")


def test_a_token_lends_no_more_than_its_scopes_and_no_more_than_its_person_may(db):
    opened("Ann Sample")
    office, trader = staff(), staff("strategy_developer", "dev@example.test")
    assert Caller(office, scope="clients:read").get("clients").status_code == 200
    refused = Caller(office, scope="clients:read").post("clients", NEW)
    assert (refused.status_code, refused.json()["type"]) == (403, "/api/problems/scope-missing")
    assert Caller(trader, scope="clients:read clients:write").get("clients").status_code == 403


def test_a_token_of_somebody_suspended_is_nobodys(db):
    person = staff()
    caller = Caller(person, scope="clients:read")
    assert caller.get("clients").status_code == 200
    User.objects.filter(pk=person.pk).update(state="suspended", is_active=False)
    assert caller.get("clients").status_code == 401


def test_nobody_acts_on_what_they_have_not_seen(office):
    (ann,) = opened("Ann Sample")
    seen = office.get(f"clients/{ann.number}")["ETag"]
    Client.objects.filter(pk=ann.pk).update(email="new@example.com")
    invite = {"email": "ann@example.com"}
    refused = office.post(f"clients/{ann.number}/invite", invite, headers={"If-Match": seen})
    assert (refused.status_code, Invitation.objects.count()) == (412, 0)
    seen = office.get(f"clients/{ann.number}")["ETag"]
    assert office.post(f"clients/{ann.number}/invite", invite, headers={"If-Match": seen}).status_code == 200
