"""A client sees an account that is shared with them, and of it only what the page is for."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.tests.people import WALL, member, staff
from accounts.wall import lower_wall, raise_wall
from fidus.lib import clock
from funds.services.map_account import map_account
from funds.services.share_account import share_account, stop_sharing_account
from funds.services.unmap_account import unmap_account
from funds.tests.scenes import a_client, an_investment
from trading.models import BrokerAccount
from trading.monitor.tests.scenes import NOW, TODAY, a_day, an_account, hold, stand

pytestmark = pytest.mark.django_db
SINCE = TODAY - timedelta(days=5)


@pytest.fixture(autouse=True)
def _now():
    with clock.at(NOW):
        yield


@pytest.fixture
def ada():
    return a_client("Ada Example")


@pytest.fixture
def mapping(ada):
    account = an_account("4471", name="Somebody Else's Name")
    stand(account, balance="1837934.05", equity="1822410.90", margin="297779")
    hold(account, "SECRETSYM")
    for back in (9, 3, 2, 1):
        a_day(account, TODAY - timedelta(days=back), 1_800_000 + back)
    investment = an_investment(client=ada, funded_on=date(2026, 4, 1))
    return map_account(investment=investment, account=account, share=Decimal("0.4"), from_on=SINCE, by=None)


@pytest.fixture
def portal(client, ada):
    client.force_login(member(ada))
    return client


def page(portal, investment, **headers):
    answer = portal.get(reverse("portal:investment_accounts", args=[investment.number]), headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_nothing_is_seen_until_it_is_shared_and_nothing_after_it_is_stopped(portal, mapping):
    investment, petra = mapping.investment, staff()
    assert "No account is shared with you" in page(portal, investment)
    share_account(mapping=mapping, by=petra)
    assert "MT5 4471" in page(portal, investment)
    stop_sharing_account(mapping=mapping, by=petra)
    assert "MT5 4471" not in page(portal, investment)


def test_the_owner_sees_how_it_stands_by_day_since_it_works_for_them_and_no_more(portal, mapping):
    share_account(mapping=mapping, by=staff())
    text = page(portal, mapping.investment)
    for words in ("1,822,410.90", "1,837,934.05", "15,523.15", "40.00", "Live", "1,800,003.00", "15 Nov 2026"):
        assert words in text, words
    for hidden in ("SECRETSYM", "Somebody Else", "297,779", "1,800,009.00", "Invented-Live"):
        assert hidden not in text, hidden
    assert page(portal, mapping.investment, **{"HX-Request": "true"}).lstrip().startswith('<div class="stack-y" id="sh')
    own = portal.get(reverse("portal:investment", args=[mapping.investment.number])).content.decode()
    assert reverse("portal:investment_accounts", args=[mapping.investment.number]) in own


def test_an_account_that_works_for_them_no_more_is_no_longer_shown(portal, mapping):
    share_account(mapping=mapping, by=staff())
    unmap_account(mapping=mapping, until_on=TODAY, by=None)
    assert "No account is shared with you" in page(portal, mapping.investment)


def test_another_client_and_staff_find_nothing(client, mapping):
    share_account(mapping=mapping, by=staff())
    address = reverse("portal:investment_accounts", args=[mapping.investment.number])
    client.force_login(member(a_client("Bruno Sample"), email="bruno2@example.test"))
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


def test_behind_the_second_wall_stand_only_accounts_that_are_shared(ada, mapping):
    an_account("5555")
    user = member(ada)

    def seen():
        raise_wall(user)
        try:
            return list(BrokerAccount.objects.values_list("login", flat=True))
        finally:
            lower_wall()

    assert seen() == []
    share_account(mapping=mapping, by=staff())
    assert seen() == ["4471"]


def test_more_accounts_ask_no_more_questions(portal, mapping, django_assert_num_queries):
    petra = staff()
    share_account(mapping=mapping, by=petra)
    page(portal, mapping.investment)
    with django_assert_num_queries(QUERIES + WALL):
        page(portal, mapping.investment)
    for login in ("7", "8"):
        account = an_account(login)
        stand(account)
        other = map_account(investment=mapping.investment, account=account, from_on=SINCE, by=None)
        share_account(mapping=other, by=petra)
    with django_assert_num_queries(QUERIES + WALL):
        page(portal, mapping.investment)


QUERIES = 7
