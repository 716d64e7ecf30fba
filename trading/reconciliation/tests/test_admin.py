"""The pages of differences: who opens them, what they show, and that each act is one service."""

import pytest
from django.urls import reverse

from accounts.tests.people import member, staff
from fidus.lib import clock
from trading.reconciliation.models import Acceptance, Break, Comparison
from trading.reconciliation.services.propose_acceptance import propose_acceptance
from trading.reconciliation.tests.scenes import NOON, an_account, an_open_break, seen

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def at_noon(db):
    with clock.at(NOON):
        yield


def page(name, *args):
    return reverse(f"admin:reconciliation_{name}", args=args)


@pytest.fixture
def broken():
    account = an_account()
    seen(account, "900.00")
    return an_open_break(account)


@pytest.fixture
def acceptance(broken):
    olga = staff(email="paul@example.test")
    return propose_acceptance(broken=broken, difference=broken.difference, reason="A fee", by=olga)


def test_pages_open_for_the_back_office_and_traders_and_for_no_stranger(client, broken, acceptance):
    pages = [
        page("break_changelist"), page("break_change", broken.pk), page("acceptance_changelist"),
        page("acceptance_change", acceptance.pk), page("acceptance_accept", acceptance.pk), page("break_compare"),
    ]  # fmt: skip
    for person, status in ((staff(), 200), (staff("trader", "t@example.test"), 200), (member(), 302)):
        client.force_login(person)
        assert [client.get(url).status_code for url in pages] == [status] * len(pages)
    client.force_login(staff("viewer", "v@example.test"))
    assert [client.get(url).status_code for url in pages] == [200, 200, 200, 200, 403, 403]
    client.logout()
    assert {client.get(url).status_code for url in pages} == {302}
    client.force_login(staff(email="other@example.test"))
    assert client.get(page("break_change", 999)).status_code == 404


def test_an_empty_list_says_what_its_emptiness_means(client):
    client.force_login(staff())
    assert b"Nothing differs" in client.get(page("break_changelist")).content


def test_a_break_shows_both_figures_and_why(client, broken):
    client.force_login(staff())
    shown = client.get(page("break_change", broken.pk)).content.decode()
    assert all(words in shown for words in ("1,000.00", "900.00", "-100.00", "Money went out."))


def test_a_proposal_with_another_amount_is_told_at_the_form_and_loses_nothing(client, broken):
    client.force_login(staff())
    url = page("break_propose", broken.pk)
    shown = client.post(url, {"difference": "-99", "band": "0", "reason": "A fee of theirs"}).content.decode()
    assert "The difference is" in shown
    assert "A fee of theirs" in shown
    assert Acceptance.objects.count() == 0
    done = client.post(url, {"difference": "-100", "band": "0", "reason": "A fee of theirs"})
    assert done.url == page("break_change", broken.pk)
    client.force_login(staff(email="rosa@example.test"))
    client.post(page("acceptance_accept", Acceptance.objects.get().pk))
    broken.refresh_from_db()
    assert broken.state == "accepted"


def test_comparing_now_compares(client, broken):
    client.force_login(staff())
    assert client.post(page("break_compare")).status_code == 302
    assert Comparison.objects.get().accounts == 1
    assert Break.objects.count() == 1


def test_lists_ask_the_same_questions_however_long_they_are(client, django_assert_max_num_queries, broken):
    client.force_login(staff())
    for _ in range(20):
        an_open_break(an_account())
    client.get(page("break_changelist"))
    with django_assert_max_num_queries(12):
        assert client.get(page("break_changelist")).status_code == 200
