from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from fidus.lib.money import Money
from funds.errors import BadMapping, IllegalState
from funds.selectors.performance import performance_of_accounts
from funds.services.cancel_investment import cancel_investment
from funds.services.map_account import map_account
from funds.services.open_investment import open_investment
from funds.services.unmap_account import unmap_account
from funds.tests.scenes import OPENED, a_client, a_product, an_investment, usd
from trading.models import BrokerAccount, Deal

pytestmark = pytest.mark.django_db


def an_account(login=7001, currency="USD"):
    return BrokerAccount.objects.create(
        broker="Northgate Brokers", server="Northgate-Demo", login=login, currency=currency, currency_digits=2,
        environment="demo", opened_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip


def earn(account, ticket, day, profit):
    Deal.objects.create(
        account=account, ticket=ticket, dealt_at=datetime(day.year, day.month, day.day, 10, tzinfo=UTC),
        symbol="EURUSD", kind="buy", direction="out", volume=Decimal("0.1"), balance=0, profit=Decimal(profit),
    )  # fmt: skip


def test_a_whole_account_is_given_away_once():
    account, investment, other = an_account(), an_investment(), an_investment()
    map_account(investment=investment, account=account, share=Decimal("0.7"), from_on=OPENED, by=None)
    with pytest.raises(BadMapping, match="1 Mar 2026"):
        map_account(investment=other, account=account, share=Decimal("0.4"), from_on=date(2026, 3, 1), by=None)
    map_account(investment=other, account=account, share=Decimal("0.3"), from_on=OPENED, by=None)


def test_the_same_share_is_not_given_twice():
    account, investment = an_account(), an_investment()
    mapping = map_account(investment=investment, account=account, share=Decimal("0.1"), from_on=OPENED, by=None)
    with pytest.raises(BadMapping, match="already"):
        map_account(investment=investment, account=account, share=Decimal("0.1"), from_on=OPENED, by=None)
    unmap_account(mapping=mapping, until_on=date(2026, 2, 1), by=None)
    map_account(investment=investment, account=account, share=Decimal(1), from_on=date(2026, 2, 1), by=None)
    with pytest.raises(BadMapping, match="ended"):
        unmap_account(mapping=mapping, until_on=date(2026, 2, 5), by=None)


def test_currencies_must_agree():
    with pytest.raises(BadMapping, match="EUR"):
        map_account(investment=an_investment(), account=an_account(currency="EUR"), from_on=OPENED, by=None)


@pytest.mark.parametrize("share", ["0", "1.1", "-0.5"])
def test_a_share_is_a_share(share):
    with pytest.raises(BadMapping):
        map_account(investment=an_investment(), account=an_account(), share=Decimal(share), from_on=OPENED, by=None)


def test_nothing_works_for_a_cancelled_investment():
    investment = open_investment(client=a_client(), product=a_product(), principal=usd(5), by=None)
    cancel_investment(investment=investment, reason="Changed plans", by=None)
    with pytest.raises(IllegalState):
        map_account(investment=investment, account=an_account(), from_on=OPENED, by=None)


def test_a_result_is_divided_by_the_shares_of_its_days_and_no_cent_is_lost():
    account, first, second = an_account(), an_investment(), an_investment()
    earn(account, 1, date(2026, 1, 10), "100.00")  # before anybody: the firm's own
    map_account(investment=first, account=account, share=Decimal("0.5"), from_on=date(2026, 2, 1), by=None)
    earn(account, 2, date(2026, 2, 1), "10.01")  # half to the first: 5.00 and 5.01
    map_account(investment=second, account=account, share=Decimal("0.25"), from_on=date(2026, 3, 1), by=None)
    earn(account, 3, date(2026, 3, 1), "-40.00")
    asked = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
    parts = performance_of_accounts("USD", dates=asked)
    assert parts.by_investment[first.pk] == [usd(0), usd("5.01"), usd("-14.99")]
    assert parts.by_investment[second.pk] == [usd(0), usd(0), usd("-10.00")]
    assert parts.own == [usd("100.00"), usd("105.00"), usd("95.00")]


def test_accounts_in_another_currency_are_not_added():
    account = an_account(currency="EUR")
    earn(account, 1, date(2026, 1, 10), "100.00")
    assert performance_of_accounts("USD", dates=[OPENED]).accounts == 0
    assert performance_of_accounts("EUR", dates=[date(2026, 1, 31)]).own == [Money.of("100.00", "EUR")]
