"""Webhooks over the API: each person's own, within what the caller was lent."""

from datetime import timedelta

import pytest

from accounts.gateway.models import IdempotentCall, Lending
from accounts.gateway.services.make_key import make_key
from accounts.gateway.services.revoke_key import revoke_key
from accounts.gateway.tests.callers import Caller
from accounts.hooks.gates import why_not
from accounts.hooks.models import Hook, Message
from accounts.hooks.tests.scenes import a_hook, a_message, an_owner
from accounts.tests.people import a_client, member, staff
from fidus.lib import clock

NEW = {"label": "Our books", "url": "https://books.example/fidus", "kinds": ["ClientOpened"], "environment": "live"}


@pytest.fixture
def olga(db):
    return an_owner()


def test_the_secret_is_told_once_and_the_same_call_again_tells_all_but_that(olga):
    caller = Caller(olga)
    first = caller.post("hooks", NEW, key="one")
    again = caller.post("hooks", NEW, key="one")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["secret"].startswith("whsec_")
    assert again.json() == {**first.json(), "secret": None}
    assert Hook.objects.count() == 1
    assert "whsec_" not in str(IdempotentCall.objects.values_list("answer", flat=True).get())
    row = caller.get(f"hooks/{first.json()['id']}").json()
    assert "secret" not in row
    assert (row["state"], row["waiting"], row["dead"]) == ("active", 0, 0)


def test_a_webhook_is_looked_after_from_making_to_removing(olga):
    caller = Caller(olga)
    number = caller.post("hooks", {**NEW, "environment": "test"}).json()["id"]
    assert caller.post(f"hooks/{number}/test").json()["kind"] == "TestSent"
    assert caller.get(f"hooks/{number}").json()["waiting"] == 1
    changed = caller.post(f"hooks/{number}/change", {"kinds": ["MemberAdded"], "environment": "live"}).json()
    assert (changed["kinds"], changed["environment"]) == (["MemberAdded"], "live")
    assert caller.post(f"hooks/{number}/change", {"kinds": ["MemberAdded"]}).status_code == 400
    rotated = caller.post(f"hooks/{number}/rotate").json()
    assert rotated["secret"].startswith("whsec_")
    assert rotated["old_until"] is not None
    assert caller.post(f"hooks/{number}/switch-on").status_code == 409
    assert caller.post(f"hooks/{number}/switch-off").json()["why"] == "its owner did it"
    assert caller.post(f"hooks/{number}/test").status_code == 409
    assert caller.post(f"hooks/{number}/switch-on").json()["state"] == "active"
    letter = a_message(Hook.objects.get(), state="dead", attempts=10)
    assert [row["id"] for row in caller.get("hook-messages", state="dead").json()["data"]] == [letter.number]
    assert caller.post(f"hook-messages/{letter.number}/send-again").json()["state"] == "waiting"
    assert caller.post(f"hooks/{number}/send-again").status_code == 409
    assert caller.post(f"hooks/{number}/remove").status_code == 204
    assert caller.get("hooks").json()["data"] == caller.get("hook-messages").json()["data"] == []


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"url": "http://books.example/"}, 409),
        ({"url": "https://169.254.169.254/latest"}, 409),
        ({"kinds": ["LoginFailed"]}, 409),
        ({"kinds": []}, 400),
        ({"kinds": "ClientOpened"}, 400),
        ({"environment": "dev"}, 400),
        ({"label": "x" * 81}, 400),
        ({"secret": "whsec_AAAA"}, 400),
    ],
)
def test_what_cannot_be_is_refused(olga, given, status):
    assert Caller(olga).post("hooks", {**NEW, **given}).status_code == status
    assert not Hook.objects.exists()


def test_nobody_sees_the_webhooks_of_others_not_even_an_administrator(olga):
    ada, bruno = a_client("Ada Example"), a_client("Bruno Sample")
    owner = member(ada, "ada@example.test")
    made = Caller(owner).post("hooks", {**NEW, "kinds": ["StatementIssued"]})
    assert made.status_code == 201
    number = made.json()["id"]
    message = a_message(Hook.objects.get(), ada)
    assert len(Caller(owner).get("hooks").json()["data"]) == 1
    for stranger in (olga, member(bruno, "bruno@example.test"), member(ada, "colleague@example.test")):
        caller = Caller(stranger)
        assert caller.get("hooks").json()["data"] == caller.get("hook-messages").json()["data"] == []
        assert caller.get(f"hooks/{number}").status_code == 404
        assert caller.post(f"hooks/{number}/rotate").status_code == 404
        assert caller.post(f"hook-messages/{message.number}/send-again").status_code == 404
    assert Caller(None).get("hooks").status_code == 401
    assert Caller(staff("viewer", "viewer@example.test")).get("hooks").status_code == 403


def test_a_program_is_told_no_more_than_it_may_see_and_only_while_it_may(olga):
    blind = Caller(olga, scope="hooks:write hooks:read")
    assert blind.post("hooks", NEW).status_code == 409
    assert Caller(olga, scope="clients:read").post("hooks", NEW).status_code == 403
    sees = Caller(olga, scope="hooks:write clients:read")
    number = sees.post("hooks", NEW).json()["id"]
    hook = Hook.objects.get(pk=number)
    message = a_message(hook)
    assert why_not(hook, message) == "what made the webhook may not act for its owner any more"
    Lending.objects.create(
        user=olga, program=hook.program, family="0" * 32, code_digest="x", standing="x", scopes=["clients:read"],
        lent_at=clock.now(), until=clock.now() + timedelta(days=9), refreshed_at=clock.now(),
    )  # fmt: skip
    message.kind = "ClientOpened"
    assert why_not(hook, message) == ""
    Lending.objects.update(scopes=["funds:read"])
    assert why_not(hook, message) == "its owner may not see such things any more"
    change = {"kinds": ["InvestmentOpened"], "environment": "live"}
    assert Caller(olga).post(f"hooks/{number}/change", change).status_code == 409, "by no door"


def test_a_webhook_made_with_a_key_ends_with_the_key(olga):
    made = make_key(
        label="Script", scopes=["hooks:write", "clients:read"], expires_at=clock.now() + timedelta(days=9), by=olga
    )
    caller = Caller(None)
    caller.headers["Authorization"] = f"Api-Key {made.text}"
    hook = Hook.objects.get(pk=caller.post("hooks", NEW).json()["id"])
    message = a_message(hook, kind="ClientOpened")
    assert (hook.key, why_not(hook, message)) == (made.key, "")
    revoke_key(made.key, why="Lost", by=olga)
    hook.key.refresh_from_db()
    assert why_not(hook, message) == "what made the webhook may not act for its owner any more"


def test_a_longer_list_asks_no_more_questions(olga, django_assert_max_num_queries):
    for number in range(5):
        hook = a_hook(by=olga, label=f"Number {number}").hook
        for _ in range(3):
            a_message(hook)
    caller = Caller(olga)
    for address, rows in (("hooks", 5), ("hook-messages", 15)):
        with django_assert_max_num_queries(6):
            assert len(caller.get(address).json()["data"]) == rows
    assert Message.objects.count() == 15
