from datetime import date

import pytest
from django.urls import reverse

from accounts.tests.people import staff
from accounts.trail.api import events_about
from fidus.lib import clock
from funds.errors import BadMapping
from funds.models import AccountMapping
from funds.services.map_account import map_account
from funds.services.share_account import share_account, stop_sharing_account
from funds.services.unmap_account import unmap_account
from funds.tests.scenes import OPENED, an_investment
from funds.tests.test_map_account import an_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def mapping():
    return map_account(investment=an_investment(), account=an_account(), from_on=OPENED, by=None)


def kept(mapping):
    return AccountMapping.objects.get(pk=mapping.pk)


def test_nothing_is_shared_until_somebody_shares_it_and_both_are_on_the_trail(mapping):
    petra = staff()
    assert kept(mapping).shared_at is None
    share_account(mapping=mapping, by=petra)
    assert (kept(mapping).shared_by, kept(mapping).shared_at) == (petra, mapping.shared_at)
    stop_sharing_account(mapping=mapping, by=petra)
    assert kept(mapping).shared_at is None
    told = events_about(subject=mapping.investment.number, kinds=["AccountShared", "AccountUnshared"])
    assert [event.kind for event in told] == ["AccountUnshared", "AccountShared"]


def test_what_is_shared_is_not_shared_again_and_what_is_not_cannot_be_stopped(mapping):
    petra = staff()
    with pytest.raises(BadMapping, match="not shared"):
        stop_sharing_account(mapping=mapping, by=petra)
    share_account(mapping=mapping, by=petra)
    with pytest.raises(BadMapping, match="shared already"):
        share_account(mapping=mapping, by=petra)


def test_an_account_that_works_for_them_no_more_is_not_shared(mapping):
    unmap_account(mapping=mapping, until_on=date(2026, 4, 1), by=None)
    with clock.at(date(2026, 4, 1)), pytest.raises(BadMapping, match="no more"):
        share_account(mapping=mapping, by=staff())


def test_staff_who_map_share_by_a_form_that_says_what_will_be_seen(client, mapping):
    address = reverse("admin:funds_mapping_share", args=[mapping.pk])
    client.force_login(staff())
    shown = client.get(address).content.decode()
    assert "balance, equity, open result" in shown
    assert "no positions, no deals" in shown
    assert client.post(address).status_code == 302
    assert kept(mapping).shared_at is not None
    page = client.get(reverse("admin:funds_investment_change", args=[mapping.investment_id])).content.decode()
    assert "sees it since" in page
    client.post(address)
    assert kept(mapping).shared_at is None


def test_who_only_looks_shares_nothing(client, mapping):
    client.force_login(staff("viewer"))
    assert client.post(reverse("admin:funds_mapping_share", args=[mapping.pk])).status_code == 403
    assert kept(mapping).shared_at is None
