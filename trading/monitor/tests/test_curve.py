from datetime import timedelta
from decimal import Decimal

import pytest

from fidus.lib import clock
from fidus.lib.money import Money
from trading.models import CashOperation
from trading.monitor.selectors.curve import ALL, DAY, MONTH, as_numbers, curve
from trading.monitor.tests.scenes import NOW, TODAY, a_day, a_deal, an_account, imported, kept, stand

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with clock.at(NOW):
        yield


def usd(amount):
    return Money.of(str(amount), "USD")


def drawn(account, span):
    return curve(account.pk, currency=account.currency, span=span)


def test_the_last_day_is_told_by_the_minute_up_to_the_newest_figure():
    account = an_account()
    kept(account, NOW - timedelta(hours=25), "900")
    kept(account, NOW - timedelta(hours=2, minutes=10), "990")
    kept(account, NOW - timedelta(hours=2, minutes=5), "980")
    stand(account, equity="1005.50")
    shown = drawn(account, DAY)
    assert [point.equity for point in shown.points] == [usd(990), usd(980), usd("1005.50")]
    assert [point.equity for point in shown.table] == [usd("1005.50"), usd(980)]
    assert shown.sentence.endswith("from 990.00 USD to 1,005.50 USD.")


def test_a_month_has_a_watched_day_each_with_its_lowest_and_highest():
    account = an_account()
    a_day(account, TODAY - timedelta(days=40), "1")
    a_day(account, TODAY - timedelta(days=2), "1010.00", "1000.00", low=Decimal(980), high=Decimal(1020))
    (point,) = drawn(account, MONTH).points
    assert (point.balance, point.equity, point.low, point.high) == (usd(1000), usd(1010), usd(980), usd(1020))
    assert len(drawn(account, ALL).points) == 2


def test_of_an_imported_account_deals_and_cash_tell_the_balance():
    account = imported(balance="1000.00")
    a_deal(account, "50.70", at=NOW - timedelta(days=1))
    CashOperation.objects.create(
        account=account, ticket=5, operated_at=NOW, kind="balance", amount=Decimal(-100), balance=950
    )
    CashOperation.objects.create(
        account=account, ticket=6, operated_at=NOW, kind="credit", amount=Decimal(77), in_balance=False
    )
    shown = drawn(account, ALL)
    assert [point.balance for point in shown.points] == [usd("1050.00"), usd("950.00")]
    assert not shown.has_equity
    assert as_numbers(shown)["equity"] == []


def test_a_month_of_deals_begins_with_what_stood_before_it():
    account = an_account()
    CashOperation.objects.create(
        account=account, ticket=1, operated_at=NOW - timedelta(days=60), kind="balance", amount=Decimal(700), balance=1
    )
    a_deal(account, "10.70", at=NOW - timedelta(days=3))
    points = drawn(account, MONTH).points
    assert [(point.at.date(), point.balance) for point in points] == [
        (TODAY - timedelta(days=30), usd(700)),
        (TODAY - timedelta(days=3), usd(710)),
    ]


def test_days_before_the_watch_began_are_told_by_deals():
    account = an_account()
    CashOperation.objects.create(
        account=account, ticket=1, operated_at=NOW - timedelta(days=9), kind="balance", amount=Decimal(700), balance=1
    )
    a_deal(account, "99.00", at=NOW - timedelta(days=1))
    a_day(account, TODAY - timedelta(days=2), "720.00", "700.00")
    told = [(point.at.date(), point.balance, point.equity) for point in drawn(account, ALL).points]
    assert told == [
        (TODAY - timedelta(days=9), usd(700), None),
        (TODAY - timedelta(days=2), usd(700), usd(720)),
    ]


def test_numbers_for_the_drawing_are_decimals_as_text():
    account = an_account()
    a_day(account, TODAY - timedelta(days=1), "0.10")
    at = int((NOW - timedelta(days=1)).replace(hour=0).timestamp())
    told = as_numbers(drawn(account, MONTH))
    assert (told["equity"], told["by_day"], told["currency"]) == ([(at, "0.10")], True, "USD")


def test_an_account_of_which_nothing_is_known_has_no_curve():
    account = an_account()
    assert [len(drawn(account, span).points) for span in (DAY, MONTH, ALL)] == [0, 0, 0]
    assert drawn(account, ALL).sentence == "Nothing is known of this time."
