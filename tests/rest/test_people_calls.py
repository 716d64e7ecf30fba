"""Logins, invitations, who acts for whom, reviews of access and the trail through the API."""

import csv
import io

import pytest

from accounts.gateway.tests.callers import Caller
from accounts.models import User
from accounts.tests.people import a_client, member, staff
from accounts.trail.models import Delivery, StoredEvent
from tests.rest.answers import done, refused
from tests.rest.rows_people import deliveries


@pytest.fixture
def ada(db) -> User:
    return staff("administrator", "ada@example.test")


@pytest.fixture
def admin(ada) -> Caller:
    return Caller(ada)


@pytest.fixture
def reviewer(db) -> Caller:
    return Caller(staff("compliance_officer", "carl@example.test"))


def place(user: User) -> str:
    return f"users/{user.pk}"


def test_a_login_is_suspended_opened_again_and_ended(admin, ada):
    tim = staff("trader", "tim@example.test")
    browser = Caller(tim)
    assert browser.get("sessions").status_code == 200
    why = {"reason": "On leave."}
    assert done(admin.post(f"{place(tim)}/suspend", why))["state"] == "suspended"
    assert browser.get("sessions").status_code == 401
    refused(admin.post(f"{place(tim)}/suspend", why), 409, "wrong-state")
    assert done(admin.post(f"{place(tim)}/reactivate", why))["state"] == "active"
    assert done(admin.post(f"{place(tim)}/end", why))["state"] == "left"
    refused(admin.post(f"{place(tim)}/reactivate", why), 409, "wrong-state")
    for verb in ("suspend", "end"):
        refused(admin.post(f"{place(ada)}/{verb}", why), 409, "not-for-yourself")
    assert admin.post(f"{place(tim)}/end", {}).status_code == 400
    told = admin.get("events", subject=f"user:{tim.pk}", actor="ada@example.test").json()["data"]
    assert [one["kind"] for one in told] == ["UserLeft", "UserReactivated", "UserSuspended"]
    assert told[0]["data"]["reason"] == "On leave."


def test_roles_are_given_by_somebody_else_and_only_those_that_fit(admin, ada):
    tim, ann = staff("trader", "tim@example.test"), member(a_client())
    given = done(admin.post(f"{place(tim)}/change-roles", {"roles": ["viewer", "analyst"]}))
    assert sorted(given["roles"]) == ["analyst", "viewer"]
    assert done(admin.post(f"{place(tim)}/change-roles", {"roles": []}))["roles"] == []
    refused(admin.post(f"{place(ada)}/change-roles", {"roles": ["trader"]}), 409, "not-for-yourself")
    refused(admin.post(f"{place(ann)}/change-roles", {"roles": ["trader"]}), 409, "unknown-role")
    assert admin.post(f"{place(tim)}/change-roles", {"roles": ["guest"]}).status_code == 400
    office = Caller(staff())
    for verb, body in {"change-roles": {"roles": ["viewer"]}, "suspend": {"reason": "No"}}.items():
        assert office.post(f"{place(tim)}/{verb}", body).status_code == 403
    found = admin.get("users", role="client").json()["data"]
    assert [one["email"] for one in found] == [ann.email]


def test_a_colleague_is_invited_and_the_invitation_taken_back(admin):
    new = {"email": "new@example.test", "role": "trader"}
    sent = done(admin.post("invitations", new))
    assert (sent["state"], sent["invited_by"], sent["client"]) == ("open", "ada@example.test", None)
    assert not {"nonce", "token_hash"} & set(sent)
    assert done(admin.post(f"invitations/{sent['id']}/revoke"))["state"] == "revoked"
    refused(admin.post(f"invitations/{sent['id']}/revoke"), 409, "wrong-state")
    refused(admin.post("invitations", {**new, "email": "ada@example.test"}), 409, "already-a-user")
    assert admin.post("invitations", {**new, "role": "client"}).status_code == 400
    # The back office invites clients' people, and no colleagues.
    office = Caller(staff())
    assert office.post("invitations", new).status_code == 403
    client = a_client()
    asked = done(office.post(f"clients/{client.number}/invite", {"email": "ann@example.test"}))
    assert (asked["client"], asked["role"]) == (client.number, "client")


def test_somebody_acts_for_a_client_and_no_longer(admin):
    ann, bob, login = a_client("Ann Sample"), a_client("Bob Sample"), None
    login = member(ann, "ann@example.test")
    own, one = Caller(login), f"clients/{bob.number}"
    assert own.get(one).status_code == 404
    assert done(admin.post(f"{one}/add-member", {"user": login.email}))["user"] == login.email
    assert own.get(one).status_code == 200
    assert [row["user"] for row in admin.get(f"{one}/members").json()] == [login.email]
    assert own.get(f"{one}/members").status_code == 403
    assert admin.post(f"{one}/remove-member", {"user": login.email}).status_code == 204
    assert own.get(one).status_code == 404
    refused(admin.post(f"{one}/remove-member", {"user": login.email}), 409, "wrong-state")
    refused(admin.post(f"{one}/add-member", {"user": "ada@example.test"}), 409, "wrong-state")
    assert admin.post(f"{one}/add-member", {"user": "nobody@example.test"}).status_code == 400
    trader = Caller(staff("trader", "tim@example.test"))
    assert trader.get(one).status_code == 200
    assert trader.get(f"{one}/members").status_code == 403


def test_access_is_reviewed_by_somebody_else(reviewer, admin):
    tim = staff("trader", "tim@example.test")
    one = f"access/{tim.pk}"
    assert reviewer.get(one).json()["wants_attention"] == "No second step"
    assert reviewer.post(f"{one}/review", {"verdict": "change"}).status_code == 400
    reviewed = done(reviewer.post(f"{one}/review", {"verdict": "change", "note": "No longer trades."}))
    assert (reviewed["review"]["verdict"], reviewed["review"]["seen"]["roles"]) == ("change", ["Trader"])
    (kept,) = reviewer.get("access-reviews", user__email=tim.email).json()["data"]
    assert kept == reviewed["review"]
    self = User.objects.get(email="carl@example.test")
    refused(reviewer.post(f"access/{self.pk}/review", {"verdict": "fits"}), 409, "not-for-yourself")
    for form in ("csv", "xlsx"):
        answer = reviewer.get(f"access/{form}")
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store, private")
    assert StoredEvent.objects.filter(kind="AccessListTaken").count() == 2


def test_no_token_opens_anothers_login(admin):
    """Second steps are taken away and addresses changed on the pages alone."""
    one = f"access/{staff('trader', 'tim@example.test').pk}"
    for verb in ("reset-factors", "change-email"):
        assert admin.post(f"{one}/{verb}", {"reason": "Lost"}).status_code == 404


def test_the_trail_is_taken_out_as_it_is_asked_for_and_says_so(reviewer):
    ann = a_client("Ann Sample")
    a_client("Bob Sample")
    answer = reviewer.get("events/csv", client=ann.number)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["kind"], row["client"]) for row in rows] == [("ClientOpened", ann.number)]
    taken = StoredEvent.objects.get(kind="TrailExported")
    assert taken.data == {"events": 1, "filters": f"client={ann.number}"}
    assert reviewer.get("events/csv", recorded_at__gte="yesterday").status_code == 400
    assert Caller(staff()).get("events/csv").status_code == 403
    assert Caller(staff(email="second@example.test")).get("events", kind="ClientOpened").json()["data"]


def test_a_delivery_that_was_given_up_is_sent_out_again(admin):
    deliveries(a_client(), 1)
    delivery = Delivery.objects.get(handler="nobody")
    again = done(admin.post(f"event-deliveries/{delivery.pk}/retry"))
    assert (again["state"], again["attempts"]) == ("pending", 0)
    refused(admin.post(f"event-deliveries/{delivery.pk}/retry"), 409, "not-dead")
