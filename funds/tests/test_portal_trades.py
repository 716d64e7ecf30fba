"""A client sees what was traded on accounts that are shared with them: by day, since they work for them, no more."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from accounts.tests.people import WALL, member, staff
from accounts.wall import lower_wall, raise_wall
from fidus.lib import clock
from funds.services.map_account import map_account
from funds.services.share_account import share_account, stop_sharing_account
from funds.tests.scenes import a_client, an_investment
from trading.desk.tests.scenes import a_fill, a_signal, an_account, an_order, decided
from trading.monitor.tests.scenes import NOW, TODAY
from trading.orders.models import Fill, Instruction
from trading.signals.tests.scenes import a_strategy

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
    order = an_order(decided(a_signal(a_strategy(name="Secret idea"))), account, volume=Decimal(9))
    for days, volume, price in ((0, "0.25", "1.0713"), (1, "0.50", "1.0655"), (9, "0.75", "1.0499")):
        a_fill(order, NOW - timedelta(days=days), volume=volume, price=price)
    investment = an_investment(client=ada, funded_on=date(2026, 4, 1))
    return map_account(investment=investment, account=account, share=Decimal("0.4"), from_on=SINCE, by=None)


@pytest.fixture
def portal(client, ada):
    client.force_login(member(ada))
    return client


def page(portal, investment, **headers):
    answer = portal.get(reverse("portal:investment_trades", args=[investment.number]), headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_trades_are_seen_while_the_account_is_shared(portal, mapping):
    investment, petra = mapping.investment, staff()
    assert "No account is shared with you" in page(portal, investment)
    share_account(mapping=mapping, by=petra)
    assert "1.0713" in page(portal, investment)
    own = portal.get(reverse("portal:investment_accounts", args=[investment.number])).content.decode()
    assert reverse("portal:investment_trades", args=[investment.number]) in own
    stop_sharing_account(mapping=mapping, by=petra)
    assert "1.0713" not in page(portal, investment)


def test_by_day_since_it_works_for_them_and_without_whose_idea_it_was(portal, mapping):
    share_account(mapping=mapping, by=staff())
    text = page(portal, mapping.investment)
    for words in ("Buy EURUSD", "0.25", "1.0713", "1.0655", "20 Nov 2026", "19 Nov 2026"):
        assert words in text, words
    order = Instruction.objects.get()
    for hidden in ("1.0499", "Secret idea", order.strategy.code, order.reference, "Somebody Else", "my-17"):
        assert hidden not in text, hidden
    assert page(portal, mapping.investment, **{"HX-Request": "true"}).lstrip().startswith('<div class="stack-y" id="sh')


def test_another_client_finds_nothing_and_a_quiet_account_says_so(client, portal, mapping, ada):
    share_account(mapping=mapping, by=staff())
    quiet = an_investment(client=ada, funded_on=date(2026, 4, 1))
    share_account(
        mapping=map_account(investment=quiet, account=an_account("8"), from_on=SINCE, by=None),
        by=staff(email="p@x.test"),
    )
    assert "Nothing was traded on it" in page(portal, quiet)
    address = reverse("portal:investment_trades", args=[mapping.investment.number])
    client.force_login(member(a_client("Bruno Sample"), email="bruno2@example.test"))
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


def test_behind_the_second_wall_stand_trades_of_shared_accounts_alone_and_few_columns(ada, mapping):
    other = an_order(decided(a_signal(a_strategy())), an_account("5555"))
    a_fill(other, NOW)
    user = member(ada)

    def seen(*columns):
        raise_wall(user)
        try:
            with transaction.atomic():
                return sorted(Fill.objects.order_by().values_list(*columns))
        finally:
            lower_wall()

    assert seen("volume") == []
    share_account(mapping=mapping, by=staff())
    assert len(seen("volume")) == 3
    for hidden in ("instruction", "number", "position"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            seen(hidden)
    with pytest.raises(ProgrammingError, match="permission denied"):
        seen("instruction__reference")


def test_more_accounts_and_trades_ask_no_more_questions(portal, mapping, django_assert_num_queries):
    petra = staff()
    share_account(mapping=mapping, by=petra)
    page(portal, mapping.investment)
    with django_assert_num_queries(QUERIES + WALL):
        page(portal, mapping.investment)
    for login in ("7", "8"):
        account = an_account(login)
        a_fill(an_order(decided(a_signal(a_strategy())), account), NOW)
        other = map_account(investment=mapping.investment, account=account, from_on=SINCE, by=None)
        share_account(mapping=other, by=petra)
    with django_assert_num_queries(QUERIES + WALL):
        page(portal, mapping.investment)


QUERIES = 7
