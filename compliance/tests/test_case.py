"""A case from its opening to its clearing, and what the database itself refuses."""

from datetime import date
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.trail import api as trail
from compliance.errors import ComplianceError, NotComplete, NotNow, ReasonMissing, SecondPersonNeeded
from compliance.gates import may_invest
from compliance.models import KycCase
from compliance.selectors import cases_waiting, documents_expiring, history
from compliance.services.add_document import add_document
from compliance.services.check_item import accept_item, refuse_item
from compliance.services.clear_case import clear_case
from compliance.services.declare_office import declare_office
from compliance.services.open_case import open_case
from compliance.services.reject_case import reject_case
from compliance.services.reopen_case import reopen_case
from compliance.services.submit_case import submit_case
from compliance.tests.conftest import VALID, a_client, accept_everything, member, provide_everything, submitted
from compliance.tests.files import a_pdf, a_picture
from fidus.lib import clock
from fidus.lib.money import Money


def test_a_case_opens_once_with_the_checklist_of_its_kind_of_client(client_ada):
    case = open_case(client=client_ada, expected=Money.of("250000.00", "CHF"), by=None)
    assert open_case(client=client_ada, by=None) == case
    assert [item.code for item in case.items.all()] == ["identity", "address", "funds_source", "declaration"]
    assert [event.kind for event in trail.events_about(subject=case.reference)] == ["CaseOpened"]
    company = a_client("100998", "company", name="Example Trading Ltd")
    assert open_case(client=company, by=None).items.count() == 7


def test_the_way_of_a_case_that_is_cleared_by_a_second_person(case, client_ada, mina, otto):
    assert may_invest(client_ada).reasons == ("The KYC case is still collecting documents.",)
    case = submitted(case, by=mina)
    assert may_invest(client_ada).reasons == ("The KYC case waits for a second person to clear it.",)
    case = clear_case(case=case, by=otto)
    assert may_invest(client_ada).allowed
    assert (case.submitted_by, case.cleared_by) == (mina, otto)
    happened = [happening.what for happening in history(case)]
    assert happened[:2] == ["Case cleared", "Handed to a second person, low risk"]


def test_without_a_case_nobody_invests(client_ada):
    assert may_invest(client_ada).reasons == ("There is no KYC case.",)


def test_nobody_invests_after_the_identity_document_has_expired(case, client_ada, mina, otto):
    clear_case(case=submitted(case, by=mina), by=otto)
    with clock.at(VALID):
        assert may_invest(client_ada).allowed
    with clock.at(date(2999, 5, 3)):
        verdict = may_invest(client_ada)
    assert not verdict.allowed
    assert verdict.reasons == ("Identity document: expired on 2 May 2999.",)


def test_who_submitted_cannot_clear(case, mina, otto):
    case = submitted(case, by=mina, checked_by=otto)
    with pytest.raises(SecondPersonNeeded, match="You submitted"):
        clear_case(case=case, by=mina)


def test_who_alone_accepted_everything_cannot_clear(case, mina, otto):
    case = submitted(case, by=mina, checked_by=otto)
    with pytest.raises(SecondPersonNeeded, match="You alone checked"):
        clear_case(case=case, by=otto)


def test_who_accepted_a_part_may_clear_what_another_submitted(case, mina, otto):
    provide_everything(case)
    accept_item(item=case.items.get(code="address"), by=otto)
    accept_everything(case, by=mina)
    assert clear_case(case=submit_case(case=case, by=mina), by=otto).state == "cleared"


@pytest.mark.parametrize("field", ["submitted_by", "sole_checker"])
def test_the_database_too_knows_four_eyes(case, mina, otto, field):
    case = submitted(case, by=mina)
    KycCase.objects.filter(pk=case.pk).update(submitted_by=otto, sole_checker=None)
    KycCase.objects.filter(pk=case.pk).update(**{field: mina})
    statement = "update compliance_kyccase set state = 'cleared', cleared_at = now(), cleared_by_id = %s where id = %s"
    refused = pytest.raises(IntegrityError, match=r"second_person|only_checker")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [mina.pk, case.pk])


@pytest.mark.parametrize(
    "change",
    [
        "state = 'cleared'",
        "state = 'submitted'",
        "state = 'fine'",
        "state = 'rejected', rejected_at = now()",
    ],
)
def test_the_database_takes_no_half_decision(case, change):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update compliance_kyccase set {change} where id = %s", [case.pk])


def test_a_member_of_the_client_decides_nothing(case, client_ada):
    ada = member(client_ada)
    provide_everything(case)
    decisions = [
        lambda: accept_item(item=case.items.first(), by=ada, valid_until=VALID),
        lambda: refuse_item(item=case.items.first(), by=ada, reason="no"),
        lambda: submit_case(case=case, by=ada),
        lambda: clear_case(case=case, by=ada),
        lambda: reject_case(case=case, by=ada, reason="no"),
        lambda: reopen_case(case=case, by=ada, reason="no"),
    ]
    for decision in decisions:
        with pytest.raises(SecondPersonNeeded, match="act for this client"):
            decision()


def test_a_case_is_submitted_only_with_every_line_accepted(case, mina):
    provide_everything(case)
    accept_item(item=case.items.get(code="identity"), by=mina, valid_until=VALID)
    with pytest.raises(NotComplete, match="Proof of address, Source of funds, Public office and sanctions"):
        submit_case(case=case, by=mina)


def test_an_identity_document_is_accepted_only_with_a_date_that_lies_ahead(case, mina):
    provide_everything(case)
    item = case.items.get(code="identity")
    with pytest.raises(ComplianceError, match="until when"):
        accept_item(item=item, by=mina)
    with clock.at(date(2026, 11, 21)), pytest.raises(ComplianceError, match="has expired"):
        accept_item(item=item, by=mina, valid_until=date(2026, 11, 20))


def test_a_refusal_needs_a_reason_and_the_client_can_send_another(case, mina):
    provide_everything(case)
    item = case.items.get(code="address")
    with pytest.raises(ReasonMissing):
        refuse_item(item=item, by=mina, reason="  ")
    refuse_item(item=item, by=mina, reason="The lower edge is cut off.")
    add_document(item=item, file=BytesIO(a_picture()), name="again.jpg", by=None)
    item.refresh_from_db()
    assert (item.state, item.reason, item.decided_by) == ("provided", "", None)
    assert [document.version for document in item.documents.all()] == [2, 1]


def test_while_a_second_person_looks_nothing_moves(case, mina):
    case = submitted(case, by=mina)
    item = case.items.first()
    with pytest.raises(NotNow):
        add_document(item=item, file=BytesIO(a_pdf()), name="late.pdf", by=None)
    with pytest.raises(NotNow):
        refuse_item(item=item, by=mina, reason="late")
    with pytest.raises(NotNow):
        declare_office(case=case, declared=False, by=None)


def test_a_reopened_case_needs_both_pairs_of_eyes_again(case, client_ada, mina, otto):
    case = clear_case(case=submitted(case, by=mina), by=otto)
    case = reopen_case(case=case, by=otto, reason="The passport expired.")
    assert (case.state, case.cleared_by, case.submitted_by) == ("collecting", None, None)
    assert not may_invest(client_ada).allowed
    case = submit_case(case=case, by=otto)
    with pytest.raises(SecondPersonNeeded):
        clear_case(case=case, by=otto)
    with pytest.raises(SecondPersonNeeded):
        clear_case(case=case, by=mina)  # she alone accepted the lines


def test_a_rejected_client_cannot_invest_and_the_reason_is_kept(case, client_ada, mina):
    with pytest.raises(ReasonMissing):
        reject_case(case=case, by=mina, reason="")
    case = reject_case(case=case, by=mina, reason="Forged register extract.")
    assert (case.rejected_by, case.rejected_because) == (mina, "Forged register extract.")
    assert may_invest(client_ada).reasons == ("The KYC case was rejected.",)
    with pytest.raises(NotNow):
        clear_case(case=case, by=mina)


def test_a_public_office_is_declared_with_its_explanation_and_makes_the_risk_high(case):
    with pytest.raises(ReasonMissing):
        declare_office(case=case, declared=True, by=None)
    case = declare_office(case=case, declared=True, explanation="Mayor of Exampleville since 2020", by=None)
    assert case.risk().rating == "high"
    assert case.items.get(code="declaration").state == "provided"


def test_the_risk_known_at_submission_is_kept(case, client_ada, mina):
    case = submitted(case, by=mina)
    client_ada.country = "KP"
    client_ada.save()
    assert case.risk_at_submission["rating"] == "low"
    assert KycCase.objects.get().risk().rating == "high"


def test_the_office_sees_what_waits_for_it(case, mina, otto):
    assert not cases_waiting().exists()
    provide_everything(case)
    assert cases_waiting().get() == case
    accept_everything(case, by=mina)
    assert cases_waiting().get() == case
    case = submit_case(case=case, by=mina)
    assert cases_waiting().get() == case
    clear_case(case=case, by=otto)
    assert not cases_waiting().exists()


def test_documents_that_expire_soon_are_listed_for_cleared_clients(case, mina, otto):
    clear_case(case=submitted(case, by=mina), by=otto)
    assert not documents_expiring(as_of=date(2999, 4, 2)).exists()
    assert documents_expiring(as_of=date(2999, 4, 3)).get().code == "identity"
