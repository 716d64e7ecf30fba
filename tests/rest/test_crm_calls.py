"""The pipeline and the correspondence through the API."""

import pytest

from accounts.gateway.tests.callers import Caller
from accounts.models import Client, Invitation
from accounts.tests.people import member, staff
from compliance.models import KycCase
from crm.correspondence.models import Conversation, Message
from funds.tests.scenes import a_client
from tests.rest.answers import done, refused

USD_5000 = {"amount": "5000.00", "currency": "USD"}


@pytest.fixture
def office(db) -> Caller:
    return Caller(staff())


@pytest.fixture
def ann(db) -> Client:
    return a_client("Ann Sample")


def test_a_prospect_becomes_a_client_with_a_case_and_an_invitation(office):
    new = {"name": "Iris Sample", "expected": USD_5000, "country": "ch", "source": "referral"}
    added = done(office.post("prospects", new))
    assert (added["state"], added["owner"], added["expected"]) == ("lead", "olga@example.test", USD_5000)
    assert (added["country"], added["client"]) == ("CH", None)
    one = f"prospects/{added['id']}"
    refused(office.post(f"{one}/win"), 409, "not-now")
    assert done(office.post(f"{one}/move", {"action": "negotiate"}))["state"] == "negotiation"
    refused(office.post(f"{one}/win"), 409, "details-missing")
    changed = done(office.post(f"{one}/change", {"email": "Iris@example.test", "expected": None}))
    assert (changed["email"], changed["expected"], changed["country"]) == ("iris@example.test", None, "CH")
    won = done(office.post(f"{one}/win"))
    client = Client.objects.get(number=won["client"])
    assert (won["state"], client.name) == ("won", "Iris Sample")
    assert KycCase.objects.filter(client=client).exists()
    assert Invitation.objects.filter(client=client, email="iris@example.test").exists()
    assert done(office.post(f"{one}/win"))["client"] == won["client"]
    refused(office.post(f"{one}/change", {"phone": "1"}), 409, "not-now")


def test_a_prospect_is_talked_to_lost_and_found_again(office):
    one = f"prospects/{done(office.post('prospects', {'name': 'Iris Sample', 'expected': USD_5000}))['id']}"
    said = {"text": "Wants to wait.", "follow_up_on": "2026-12-01", "follow_up_note": "The new year"}
    assert done(office.post(f"{one}/note", said))["written_by"] == "olga@example.test"
    assert [row["text"] for row in office.get(f"{one}/notes").json()] == ["Wants to wait."]
    (due,) = office.get("prospects", follow_up_on__lte="2026-12-31").json()["data"]
    assert due["follow_up_note"] == "The new year"
    stages = {row["state"]: row for row in office.get("prospects/pipeline").json()}
    assert (stages["lead"]["count"], stages["lead"]["expected"]) == (1, [USD_5000])
    assert office.post(f"{one}/lose", {}).status_code == 400
    lost = done(office.post(f"{one}/lose", {"reason": "Bought a house."}))
    assert (lost["state"], lost["lost_because"]) == ("lost", "Bought a house.")
    refused(office.post(f"{one}/move", {"action": "negotiate"}), 409, "not-now")
    assert done(office.post(f"{one}/move", {"action": "revive"}))["state"] == "lead"
    assert office.post(f"{one}/move", {"action": "win"}).status_code == 400
    assert office.post("prospects", {"name": "X", "owner": "nobody@example.test"}).status_code == 400
    administrator, analyst = Caller(staff("administrator", "ada@x.test")), Caller(staff("analyst", "ana@x.test"))
    assert administrator.get(one).status_code == 200
    assert administrator.post(f"{one}/win").status_code == 403
    assert analyst.get(one).status_code == 403


def test_the_office_and_a_client_write_to_each_other(office, ann):
    own = Caller(member(ann, "ann@example.test"))
    begun = done(office.post("conversations", {"client": ann.number, "subject": "Welcome", "text": "Good day."}))
    one = f"conversations/{begun['id']}"
    assert (begun["state"], begun["unread"]) == ("for_client", False)
    assert own.get(one).json()["unread"] is True
    assert [row["written_by"] for row in own.get(f"{one}/messages").json()] == [None]
    assert own.get(one).json()["unread"] is True
    assert done(own.post(f"{one}/mark-read"))["unread"] is False
    assert done(own.post(f"{one}/answer", {"text": "Thank you."}))["from_office"] is False
    seen = office.get(one).json()
    assert (seen["state"], seen["unread"]) == ("for_office", True)
    assert [row["written_by"] for row in office.get(f"{one}/messages").json()] == [
        "olga@example.test", "ann@example.test",
    ]  # fmt: skip
    assert done(office.post(f"{one}/mark-read"))["unread"] is False
    assert done(office.post(f"{one}/close"))["state"] == "closed"
    assert own.post(f"{one}/close").status_code == 403
    asked = done(own.post("conversations", {"client": ann.number, "subject": "Tax", "text": "A form?"}))
    assert asked["state"] == "for_office"
    assert office.post(f"{one}/answer", {"text": " "}).status_code == 400
    assert [row["id"] for row in office.get("conversations", state="for_office").json()["data"]] == [asked["id"]]


def test_nobody_reads_or_writes_in_anothers_conversation(office, ann):
    begun = done(office.post("conversations", {"client": ann.number, "subject": "Welcome", "text": "Good day."}))
    stranger = Caller(member(a_client("Bob Sample"), "bob@example.test"))
    one = f"conversations/{begun['id']}"
    assert stranger.get(one).status_code == stranger.get(f"{one}/messages").status_code == 404
    for verb, body in {"answer": {"text": "Hello"}, "mark-read": {}}.items():
        assert stranger.post(f"{one}/{verb}", body).status_code == 404
    for number in (ann.number, "999999"):
        answer = stranger.post("conversations", {"client": number, "subject": "Hello", "text": "It is me."})
        # Whether there is such a client is not told.
        assert (answer.status_code, answer.json()["errors"]) == (
            400, [{"pointer": "#/client", "detail": "There is none that is called this."}],
        )  # fmt: skip
    assert (Conversation.objects.count(), Message.objects.count()) == (1, 1)
    administrator = Caller(staff("administrator", "ada@example.test"))
    assert administrator.get(f"{one}/messages").status_code == 200
    assert administrator.post(f"{one}/answer", {"text": "Hello"}).status_code == 403


def test_a_token_of_a_client_writes_only_with_the_scope_for_it(office, ann):
    login = member(ann, "ann@example.test")
    said = {"client": ann.number, "subject": "Tax", "text": "A form?"}
    assert Caller(login, scope="conversations:read").post("conversations", said).status_code == 403
    assert done(Caller(login, scope="conversations:write").post("conversations", said))["client"] == ann.number
