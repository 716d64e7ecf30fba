"""The portal's page of documents, tried by its owner, a stranger and staff."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.trail import api as trail
from compliance.models import ChecklistItem
from compliance.services.check_item import refuse_item
from compliance.services.open_case import open_case
from compliance.tests.conftest import a_client, member
from compliance.tests.files import a_pdf, a_picture

PAGE = reverse("portal:documents")


@pytest.fixture
def ada(case, client_ada):
    return member(client_ada)


@pytest.fixture
def stranger(db):
    other = a_client("100998", name="Bruno Sample")
    open_case(client=other, by=None)
    return member(other, "Bruno")


def send(client, item: ChecklistItem, content: bytes, name: str = "a.pdf", field: str = "file"):
    return client.post(reverse("portal:send_document", args=[item.pk]), {field: SimpleUploadedFile(name, content)})


def test_the_client_sees_what_is_needed_and_sends_it(client, ada, case):
    client.force_login(ada)
    page = client.get(PAGE)
    assert "We still need 4 of 4 from you" in page.text
    item = case.items.get(code="identity")
    answer = send(client, item, a_picture(), "IMG_1.HEIC")
    assert answer.status_code == 302
    page = client.get(PAGE)
    assert "We still need 3 of 4 from you" in page.text
    assert "We check it" in page.text
    document = item.documents.get()
    assert (document.media_type, document.uploaded_by) == ("image/jpeg", ada)


def test_a_picture_taken_with_the_camera_counts_as_well(client, ada, case):
    client.force_login(ada)
    assert send(client, case.items.get(code="address"), a_picture(), field="picture").status_code == 302


def test_a_phone_offers_its_camera(client, ada):
    client.force_login(ada)
    assert 'capture="environment"' in client.get(PAGE).text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html>not a passport</html>", "This is not a PDF, JPEG"),
        (b"", "The file is empty"),
        (a_pdf(catalog=b"/OpenAction 9 0 R"), "automatic action"),
    ],
)
def test_what_is_refused_is_said_at_the_field(client, ada, case, content, sentence):
    client.force_login(ada)
    answer = send(client, case.items.get(code="identity"), content)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not case.items.get(code="identity").documents.exists()


def test_nothing_chosen_is_said_at_the_field(client, ada, case):
    client.force_login(ada)
    answer = client.post(reverse("portal:send_document", args=[case.items.first().pk]))
    assert (answer.status_code, "Choose a file first" in answer.text) == (422, True)


def test_the_client_reads_why_something_was_refused(client, ada, case, mina):
    client.force_login(ada)
    item = case.items.get(code="identity")
    send(client, item, a_pdf())
    refuse_item(item=item, by=mina, reason="The lower edge is cut off.")
    assert "Not accepted: The lower edge is cut off." in client.get(PAGE).text


def test_the_client_declares_a_public_office(client, ada, case):
    client.force_login(ada)
    address = reverse("portal:declare", args=[case.pk])
    answer = client.post(address, {"declared": "yes"})
    assert (answer.status_code, "Say who holds which office" in answer.text) == (422, True)
    assert client.post(address, {"declared": "no"}).status_code == 302
    case.refresh_from_db()
    assert case.pep_declared is False


def test_an_own_document_comes_back_as_a_download_that_nothing_keeps_or_runs(client, ada, case):
    client.force_login(ada)
    item = case.items.get(code="identity")
    send(client, item, a_pdf(), 'my "pass".exe')
    answer = client.get(reverse("portal:document_file", args=[item.documents.get().pk]))
    assert answer.content == a_pdf()
    assert answer["Content-Disposition"] == 'attachment; filename="my \\"pass\\".pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert trail.events_about(subject=case.reference, kinds=["DocumentRead"])[0].actor == ada.pk


def test_a_stranger_finds_nothing_of_another_client(client, ada, stranger, case):
    client.force_login(ada)
    item = case.items.get(code="identity")
    send(client, item, a_pdf())
    document = item.documents.get()
    client.force_login(stranger)
    assert "passport" not in client.get(PAGE).text
    assert str(case.client.name) not in client.get(PAGE).text
    assert client.get(reverse("portal:document_file", args=[document.pk])).status_code == 404
    assert send(client, item, a_picture()).status_code == 404
    assert client.post(reverse("portal:declare", args=[case.pk]), {"declared": "no"}).status_code == 404
    assert item.documents.count() == 1


def test_staff_use_the_case_not_the_clients_page(client, ada, case, mina):
    client.force_login(ada)
    item = case.items.get(code="identity")
    send(client, item, a_pdf())
    client.force_login(mina)
    assert client.get(PAGE).status_code == 403
    assert client.get(reverse("portal:document_file", args=[item.documents.get().pk])).status_code == 403


def test_who_is_not_logged_in_is_asked_to(client, case):
    for address in (PAGE, reverse("portal:document_file", args=[1])):
        assert client.get(address)["Location"].startswith(reverse("account_login"))


def test_somebody_with_two_clients_sees_both_cases(client, ada, case, django_assert_max_num_queries):
    from accounts.models import ClientMembership
    from fidus.lib import clock

    company = a_client("100997", "company", name="Example Trading Ltd")
    open_case(client=company, by=None)
    ClientMembership.objects.create(client=company, user=ada, since=clock.now())
    client.force_login(ada)
    with django_assert_max_num_queries(14):
        page = client.get(PAGE).text
    assert "Ada Example" in page
    assert "Example Trading Ltd" in page
