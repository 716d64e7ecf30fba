"""KYC cases and documents through the API: from the first line to a second person's word, and what is refused."""

from datetime import date

import pytest

from accounts.gateway.tests.callers import Caller
from accounts.models import Client, ClientMembership, User
from accounts.tests.people import a_client, member, staff
from accounts.trail.models import StoredEvent
from compliance.models import Document, KycCase
from compliance.services.open_case import open_case
from compliance.tests.files import a_pdf, a_picture
from fidus.lib import clock
from tests.rest.answers import done, refused, sent

TODAY = date(2026, 4, 16)


@pytest.fixture(autouse=True)
def on_a_day(db, settings, tmp_path):
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    with clock.at(TODAY):
        yield


@pytest.fixture
def ann() -> Client:
    return a_client("Ann Sample")


@pytest.fixture
def case(ann) -> KycCase:
    return open_case(client=ann, by=None)


@pytest.fixture
def own(case) -> Caller:
    """Ann's program, which may do what can be lent to it."""
    return Caller(member(case.client, "ann@example.test"), scope="kyc:read kyc:write documents:read")


@pytest.fixture
def office() -> Caller:
    return Caller(staff())


@pytest.fixture
def officer() -> Caller:
    return Caller(staff("compliance_officer", "cora@example.test"))


@pytest.fixture
def second() -> Caller:
    return Caller(staff("compliance_officer", "dora@example.test"))


def upload(caller: Caller, item: int, content: bytes, name: str = "a.pdf"):
    return sent(caller, f"kyc-items/{item}/add-document", content, name=name)


def items(caller: Caller, case: KycCase) -> dict[str, dict]:
    return {item["code"]: item for item in caller.get(f"kyc-cases/{case.pk}").json()["items"]}


def provide(own: Caller, case: KycCase) -> None:
    for code, item in items(own, case).items():
        if item["needs"] == "document":
            done(upload(own, item["id"], a_pdf(catalog=code.encode())))
    done(own.post(f"kyc-cases/{case.pk}/declare-office", {"declared": False}))


def accept(caller: Caller, case: KycCase) -> None:
    for item in items(caller, case).values():
        until = {"valid_until": "2031-05-02"} if item["expires"] else {}
        assert done(caller.post(f"kyc-items/{item['id']}/accept", until))["state"] == "accepted"


def test_a_case_from_its_opening_to_a_second_persons_word(ann, office, officer, second):
    new = {"client": ann.number, "expected": {"amount": "60000.00", "currency": "USD"}}
    made = done(office.post("kyc-cases", new))
    assert (made["state"], made["client"], made["lines"], made["accepted"]) == ("collecting", ann.number, 4, 0)
    assert made["risk"]["rating"] == "medium"
    assert done(office.post("kyc-cases", {"client": ann.number}))["expected"] == new["expected"]
    case, one = KycCase.objects.get(), f"kyc-cases/{made['id']}"
    own = Caller(member(ann, "ann@example.test"))
    refused(office.post(f"{one}/submit"), 409, "not-complete")
    provide(own, case)
    assert office.get("kyc-cases", waiting_for="office").json()["data"][0]["to_check"] == 4
    accept(officer, case)
    submitted = done(officer.post(f"{one}/submit"))
    assert (submitted["state"], submitted["sole_checker"]) == ("submitted", "cora@example.test")
    assert submitted["risk_at_submission"] == submitted["risk"]
    assert office.post(f"{one}/clear").status_code == 403
    refused(officer.post(f"{one}/clear"), 403, "second-person-needed")
    assert done(second.post(f"{one}/clear"))["cleared_by"] == "dora@example.test"
    refused(second.post(f"{one}/clear"), 409, "not-now")
    happened = officer.get(f"{one}/history").json()
    assert [happened[0]["what"], happened[-1]["what"]] == ["Case cleared", "Case opened"]
    assert own.get(one).json()["state"] == "cleared"


def test_who_alone_checked_does_not_clear_what_another_submitted(case, own, office, officer, second):
    provide(own, case)
    accept(officer, case)
    done(office.post(f"kyc-cases/{case.pk}/submit"))
    refused(officer.post(f"kyc-cases/{case.pk}/clear"), 403, "second-person-needed")
    done(second.post(f"kyc-cases/{case.pk}/clear"))


def test_a_case_is_rejected_and_opened_again_with_reasons_that_stay_in_the_house(case, own, office, officer):
    one = f"kyc-cases/{case.pk}"
    assert office.post(f"{one}/reject", {"reason": "No"}).status_code == 403
    assert officer.post(f"{one}/reject", {"reason": " "}).status_code == 400
    assert done(officer.post(f"{one}/reject", {"reason": "Wrong papers"}))["rejected_because"] == "Wrong papers"
    seen = own.get(one).json()
    assert seen["state"] == "rejected"
    assert "Wrong papers" not in f"{seen}"
    assert office.post(f"{one}/reopen", {"reason": "Found them"}).status_code == 403
    reopened = done(officer.post(f"{one}/reopen", {"reason": "Found them"}))
    assert (reopened["state"], reopened["rejected_by"], reopened["rejected_because"]) == ("collecting", None, "")


def test_nobody_decides_about_a_client_they_act_for(case, own):
    provide(own, case)
    cora = staff("compliance_officer", "cora@example.test")
    # No page makes staff members; a login that became staff may have been one before.
    ClientMembership.objects.create(client=case.client, user=cora, since=clock.now())
    caller = Caller(cora)
    item = items(caller, case)["address"]["id"]
    refused(caller.post(f"kyc-items/{item}/accept"), 403, "second-person-needed")
    for verb, body in (("submit", {}), ("reject", {"reason": "No"}), ("reopen", {"reason": "No"}), ("clear", {})):
        refused(caller.post(f"kyc-cases/{case.pk}/{verb}", body), 403, "second-person-needed")
    assert KycCase.objects.get().state == "collecting"


def test_a_line_is_refused_with_a_reason_that_the_client_reads(case, own, office):
    item = items(own, case)["identity"]["id"]
    refused(office.post(f"kyc-items/{item}/accept", {"valid_until": "2031-05-02"}), 409, "not-now")
    done(upload(own, item, a_pdf()))
    refused(office.post(f"kyc-items/{item}/accept"), 409, "compliance-error")
    refused(office.post(f"kyc-items/{item}/accept", {"valid_until": "2026-04-15"}), 409, "compliance-error")
    assert office.post(f"kyc-items/{item}/refuse", {"reason": ""}).status_code == 400
    assert done(office.post(f"kyc-items/{item}/refuse", {"reason": "Cut off"}))["decided_by"] == "olga@example.test"
    seen = own.get(f"kyc-items/{item}").json()
    assert (seen["state"], seen["reason"]) == ("refused", "Cut off")
    assert "decided_by" not in seen
    refused(upload(own, item, a_pdf()), 409, "document-refused")
    done(upload(own, item, a_picture()))
    for verb, body in (("accept", {"valid_until": "2031-05-02"}), ("refuse", {"reason": "No"})):
        assert own.post(f"kyc-items/{item}/{verb}", body).status_code == 403


def test_a_document_is_kept_in_versions_and_handed_out_with_a_line_on_the_trail(case, own, office):
    item = items(own, case)["identity"]["id"]
    first = done(upload(own, item, a_pdf(), 'a "pass"/port.exe'))
    assert (first["version"], first["media_type"], first["pages"]) == (1, "application/pdf", 1)
    assert "uploaded_by" not in first
    assert done(upload(own, item, a_pdf()))["id"] == first["id"]
    done(upload(office, item, a_picture(), "scan.bin"))
    newer, older = office.get("kyc-documents", item=item).json()["data"]
    assert (newer["version"], newer["uploaded_by"], older["uploaded_by"]) == (
        2,
        "olga@example.test",
        "ann@example.test",
    )
    for caller, document, content, name in (
        (own, older, a_pdf(), "port.pdf"), (office, newer, a_picture(), "scan.jpg"),
    ):  # fmt: skip
        before = StoredEvent.objects.count()
        file = caller.get(f"kyc-documents/{document['id']}/file", headers={"Accept": document["media_type"]})
        assert (file.status_code, file.content) == (200, content)
        assert (file["Content-Type"], file["X-Content-Type-Options"]) == (document["media_type"], "nosniff")
        assert (file["Cache-Control"], file["Content-Disposition"]) == (
            "no-store, private", f'attachment; filename="{name}"',
        )  # fmt: skip
        (read,) = StoredEvent.objects.order_by("-pk")[: StoredEvent.objects.count() - before]
        assert (read.kind, read.data["document"]) == ("DocumentRead", document["id"])


@pytest.mark.parametrize("content", [b"<html>not a passport</html>", b""])
def test_a_file_that_is_no_document_is_not_kept(case, own, content, tmp_path):
    item = items(own, case)["identity"]["id"]
    assert upload(own, item, content).status_code in (400, 409)
    assert not Document.objects.exists()
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_a_declaration_is_the_clients_own_word(case, own, office):
    one, item = f"kyc-cases/{case.pk}", items(own, case)["declaration"]["id"]
    assert office.post(f"{one}/declare-office", {"declared": False}).status_code == 403
    refused(own.post(f"{one}/declare-office", {"declared": True}), 409, "reason-missing")
    told = done(own.post(f"{one}/declare-office", {"declared": True, "explanation": "Mayor of Sampleton"}))
    assert told["office_declared"] is True
    assert "explanation" not in told
    seen = office.get(one).json()
    assert (seen["explanation"], seen["risk"]["rating"]) == ("Mayor of Sampleton", "high")
    refused(upload(own, item, a_pdf()), 409, "document-refused")


def test_what_is_reviewed_takes_no_more_documents(case, own, officer):
    provide(own, case)
    accept(officer, case)
    done(officer.post(f"kyc-cases/{case.pk}/submit"))
    item = items(own, case)["address"]["id"]
    refused(upload(own, item, a_picture()), 409, "not-now")
    refused(officer.post(f"kyc-items/{item}/refuse", {"reason": "Late"}), 409, "not-now")
    refused(own.post(f"kyc-cases/{case.pk}/declare-office", {"declared": False}), 409, "not-now")


def test_another_clients_case_and_documents_are_not_there(case, own):
    item = items(own, case)["identity"]["id"]
    document = done(upload(own, item, a_pdf()))["id"]
    bob = Caller(member(a_client("Bob Sample"), "bob@example.test"), scope="kyc:read kyc:write documents:read")
    assert bob.get("kyc-cases").json()["data"] == []
    for address in (f"kyc-cases/{case.pk}", f"kyc-items/{item}", f"kyc-documents/{document}"):
        assert bob.get(address).status_code == 404
    assert bob.get(f"kyc-documents/{document}/file").status_code == 404
    assert upload(bob, item, a_picture()).status_code == 404
    assert bob.post(f"kyc-cases/{case.pk}/declare-office", {"declared": False}).status_code == 404
    assert not StoredEvent.objects.filter(kind="DocumentRead").exists()


def test_who_may_not_read_documents_gets_none(case, own):
    document = done(upload(own, items(own, case)["identity"]["id"], a_pdf()))["id"]
    where = f"kyc-documents/{document}/file"
    for role in ("trader", "viewer", "analyst", "strategy_developer"):
        assert Caller(staff(role, f"{role}@example.test")).get(where).status_code == 403
    ann = User.objects.get(email="ann@example.test")
    refused(Caller(ann).get(where), 403, "token-needed")
    refused(Caller(ann, scope="kyc:read").get(where), 403, "scope-missing")
    assert not StoredEvent.objects.filter(kind="DocumentRead").exists()


def test_a_client_takes_no_decision_about_a_case(case, own):
    for verb in ("submit", "clear"):
        assert own.post(f"kyc-cases/{case.pk}/{verb}").status_code == 403
    for verb in ("reject", "reopen"):
        assert own.post(f"kyc-cases/{case.pk}/{verb}", {"reason": "So"}).status_code == 403
    assert own.post("kyc-cases", {"client": case.client.number}).status_code == 403
    assert own.get(f"kyc-cases/{case.pk}/history").status_code == 403


def test_papers_of_cleared_clients_that_expire_are_found(case, own, officer, second):
    provide(own, case)
    accept(officer, case)
    done(officer.post(f"kyc-cases/{case.pk}/submit"))
    assert officer.get("kyc-items", expiring_before="2031-05-03").json()["data"] == []
    done(second.post(f"kyc-cases/{case.pk}/clear"))
    (found,) = officer.get("kyc-items", expiring_before="2031-05-03").json()["data"]
    assert (found["code"], found["valid_until"], found["client"]) == ("identity", "2031-05-02", case.client.number)
    assert officer.get("kyc-items", expiring_before="2031-05-02").json()["data"] == []
