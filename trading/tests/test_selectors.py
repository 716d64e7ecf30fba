from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction

from fidus.lib.money import Money
from trading.models import BrokerAccount, CashOperation, Deal
from trading.selectors import performance, performance_history, trading_results


def usd(amount):
    return Money.of(amount, "USD")


@pytest.fixture
def account(db):
    return BrokerAccount.objects.create(
        broker="Northgate Brokers", server="Northgate-Demo", login=7001, currency="USD", currency_digits=2,
        environment="demo", opened_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip


def trade(account, ticket, day, **amounts):
    return Deal.objects.create(
        account=account, ticket=ticket, dealt_at=datetime(2026, 3, day, 10, tzinfo=UTC), symbol="EURUSD", kind="buy",
        direction="out", volume=Decimal("0.1"), balance=0, **amounts,
    )  # fmt: skip


def cash(account, ticket, day, kind, amount, **more):
    return CashOperation.objects.create(
        account=account, ticket=ticket, kind=kind, amount=amount, operated_at=datetime(2026, 3, day, tzinfo=UTC), **more
    )


def test_deposits_credits_and_corrections_are_flows_and_never_performance(account):
    cash(account, 1, 1, "balance", 1000)
    trade(
        account, 2, 2, profit=Decimal("30.00"), swap=Decimal("-0.50"), commission=Decimal("-2.00"), fee=Decimal("-0.10")
    )
    cash(account, 3, 3, "balance", -400)
    cash(account, 4, 3, "credit", 200)
    cash(account, 5, 3, "bonus", 50, in_balance=False)
    cash(account, 6, 3, "correction", -5)
    cash(account, 7, 3, "balance", 600)
    standing = performance([account], as_of=date(2026, 3, 31))[account.pk]
    assert standing.deposits == usd(1600)
    assert standing.withdrawals == usd(400)
    assert standing.credit == usd(250)
    assert standing.adjustments == usd(-5)
    assert standing.trading_result == standing.total == usd("27.40")
    assert standing.balance == usd("1422.40")
    assert standing.last_deal_at == datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_history_gives_each_day_its_own_standing_in_the_order_asked_for(account, django_assert_num_queries):
    cash(account, 1, 1, "balance", 1000)
    trade(account, 2, 2, profit=Decimal("10"))
    trade(account, 3, 5, profit=Decimal("-3"))
    with django_assert_num_queries(1):
        days = performance_history(
            [account], dates=[date(2026, 3, 5), date(2026, 2, 1), date(2026, 3, 2), date(2026, 3, 4)]
        )
    assert [day.balance for day in days[account.pk]] == [usd(1007), usd(0), usd(1010), usd(1010)]
    assert [day.trading_result for day in days[account.pk]] == [usd(7), usd(0), usd(10), usd(10)]


def test_results_of_an_accounts_own_days_are_those_of_its_standings(account, django_assert_num_queries):
    cash(account, 1, 1, "balance", 1000)
    trade(account, 2, 2, profit=Decimal("10"), fee=Decimal("-1"))
    trade(account, 3, 5, profit=Decimal("-3"))
    days = [date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 31)]
    with django_assert_num_queries(1):
        results = trading_results("USD", dates=[days[3]], of_accounts={account.pk: days[:3]})[account.pk]
    standings = performance_history([account], dates=days)[account.pk]
    assert results.by_day == dict(zip(days, [one.trading_result for one in standings], strict=True))
    assert [results.by_day[day] for day in days] == [usd(0), usd(9), usd(9), usd(6)]
    assert results.last_deal_at == datetime(2026, 3, 5, 10, tzinfo=UTC)
    assert trading_results("EUR", dates=days, of_accounts={account.pk: days}) == {}


def test_an_account_without_history_stands_at_zero(account):
    assert performance([account.pk], as_of=date(2026, 3, 5))[account.pk].balance == usd(0)
    assert performance([], as_of=date(2026, 3, 5)) == {}


def test_the_database_refuses_amounts_finer_than_the_minor_unit(account):
    for write in (
        lambda: trade(account, 9, 1, profit=Decimal("0.001")),
        lambda: cash(account, 9, 1, "balance", Decimal("0.001")),
    ):
        with pytest.raises(IntegrityError, match="minor unit"), transaction.atomic():
            write()


def test_deals_and_the_brokers_cash_operations_cannot_be_changed(account):
    deal, operation = trade(account, 9, 1, profit=1), cash(account, 10, 1, "balance", 5)
    for write in (
        lambda: Deal.objects.filter(pk=deal.pk).update(profit=2),
        lambda: Deal.objects.filter(pk=deal.pk).delete(),
        lambda: CashOperation.objects.filter(pk=operation.pk).update(amount=2),
        lambda: CashOperation.objects.filter(pk=operation.pk).delete(),
    ):
        with pytest.raises((ProgrammingError, IntegrityError, InternalError)), transaction.atomic():
            write()
