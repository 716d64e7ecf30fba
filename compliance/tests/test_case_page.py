"""The queue and the work page of a case in the back office."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from compliance.models import KycCase
from compliance.tests.conftest import a_client, member, person, provide_everything, submitted
from compliance.tests.files import a_picture

QUEUE = reverse("admin:compliance_kyccase_changelist")


def page_of(case: KycCase) -> str:
    return reverse("admin:compliance_kyccase_change", args=[case.pk])


def act(client, case: KycCase, verb: str, **fields: object):
    return client.post(reverse("admin:compliance_act", args=[case.pk]), {"verb": verb, **fields})


def test_an_officer_works_through_a_case_and_a_second_one_clears_it(client, case, mina, otto):
    provide_everything(case)
    client.force_login(mina)
    assert "0 of 4 accepted" in client.get(page_of(case)).text
    for item in case.items.all():
        act(client, case, "accept", item=item.pk, valid_until="2999-05-02")
    assert act(client, case, "submit").status_code == 302
    page = client.get(page_of(case)).text
    assert "You submitted this case" in page
    assert "disabled" in page
    act(client, case, "clear")
    case.refresh_from_db()
    assert case.state == "submitted"
    client.force_login(otto)
    act(client, case, "clear")
    case.refresh_from_db()
    assert (case.state, case.cleared_by) == ("cleared", otto)
    assert "Case cleared" in client.get(page_of(case)).text


def test_refusing_without_a_reason_changes_nothing_and_says_so(client, case, mina):
    provide_everything(case)
    client.force_login(mina)
    item = case.items.get(code="address")
    answer = client.post(
        reverse("admin:compliance_act", args=[case.pk]), {"verb": "refuse", "item": item.pk, "reason": ""}, follow=True
    )
    assert "Nothing was changed. Say why" in answer.text
    act(client, case, "refuse", item=item.pk, reason="Cut off.")
    item.refresh_from_db()
    assert (item.state, item.reason) == ("refused", "Cut off.")


def test_a_document_that_came_by_post_is_added_and_shown_beside_the_checklist(client, case, mina):
    client.force_login(mina)
    item = case.items.get(code="identity")
    act(client, case, "add", item=item.pk, file=SimpleUploadedFile("scan.jpg", a_picture()))
    document = item.documents.get()
    address = reverse("admin:compliance_document", args=[case.pk, document.pk])
    assert f'<img class="page-picture" src="{address}"' in client.get(page_of(case)).text
    answer = client.get(address)
    assert (answer.content, answer["Content-Type"]) == (a_picture(), "image/jpeg")
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_line_of_another_case_is_not_decided_here(client, case, mina):
    from compliance.services.open_case import open_case

    other = open_case(client=a_client("100998"), by=None)
    provide_everything(other)
    client.force_login(mina)
    assert act(client, case, "accept", item=other.items.first().pk).status_code == 404
    assert act(client, case, "accept", item="x").status_code == 404
    assert act(client, case, "burn").status_code == 404


@pytest.mark.parametrize("verb", ["accept", "refuse", "add", "submit", "clear", "reject", "reopen"])
def test_who_may_only_look_decides_nothing(client, case, mina, verb):
    submitted(case, by=mina)
    client.force_login(person("Vera", "compliance.view_kyccase"))
    assert client.get(page_of(case)).status_code == 200
    assert act(client, case, verb, reason="x").status_code == 403


def test_staff_without_the_permission_see_neither_queue_nor_case_nor_document(client, case, mina):
    provide_everything(case)
    document = case.items.first().documents.get()
    client.force_login(person("Tom"))
    assert client.get(QUEUE).status_code == 403
    assert client.get(page_of(case)).status_code == 403
    assert client.get(reverse("admin:compliance_document", args=[case.pk, document.pk])).status_code == 403


def test_a_client_is_sent_away_from_the_back_office(client, case, client_ada):
    client.force_login(member(client_ada))
    for address in (QUEUE, page_of(case)):
        assert client.get(address).status_code in {302, 403, 404}
    assert act(client, case, "clear").status_code in {302, 403, 404}


def test_the_queue_costs_the_same_for_many_cases(client, case, mina, django_assert_max_num_queries):
    from compliance.services.open_case import open_case

    provide_everything(case)
    for number in range(100100, 100112):
        open_case(client=a_client(str(number), name=f"Client Number {number}"), by=None)
    client.force_login(mina)
    with django_assert_max_num_queries(12):
        page = client.get(QUEUE).text
    assert "Client Number 100105" in page
    waiting = client.get(QUEUE, {"work": "office"}).text
    assert "Ada Example" in waiting
    assert "Client Number 100105" not in waiting


def test_a_case_is_opened_for_a_client_who_came_another_way(client, db, mina):
    newcomer = a_client("100996", "company")
    client.force_login(person("Olga", "compliance.view_kyccase", "compliance.work_on_case"))
    answer = client.post(
        reverse("admin:compliance_kyccase_add"),
        {"client": newcomer.pk, "expected_amount": "100000", "expected_currency": "EUR"},
    )
    assert answer.status_code == 302
    assert newcomer.kyc_case.items.count() == 7


def test_nothing_is_deleted_or_changed_by_hand(client, case, mina):
    mina.is_superuser = True
    mina.save()
    client.force_login(mina)
    assert (
        client.get(reverse("admin:compliance_kyccase_change", args=[case.pk]).replace("change", "delete")).status_code
        == 404
    )
    assert client.post(page_of(case), {"state": "cleared"}).status_code == 405


def test_home_offers_a_case_only_to_those_who_may_clear_it(client, case, mina, otto):
    submitted(case, by=mina, checked_by=mina)
    reads_only = person("Rita", "compliance.view_kyccase")
    offered = {}
    for reader in (mina, otto, reads_only):
        client.force_login(reader)
        offered[reader] = "Clear a KYC case" in client.get(reverse("admin:index")).content.decode()
    assert offered == {mina: False, otto: True, reads_only: False}
