"""Sums that are carried on: never other than all deals counted anew."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fidus.lib import clock
from trading.models import Deal
from trading.reconciliation.models import Break, Comparison, Tally
from trading.reconciliation.selectors.comparison import compare
from trading.reconciliation.services.count_deals_anew import count_deals_anew
from trading.reconciliation.services.reconcile import reconcile
from trading.reconciliation.tests.scenes import NOON, an_account, deal, deposit, seen

DEALS = st.lists(
    st.tuples(
        st.sampled_from(["buy", "sell", "buy canceled"]),
        st.decimals("0.01", "9.99", places=2),
        st.sampled_from(["EURUSD", "XAUUSD"]),
        st.decimals("-999.99", "999.99", places=2),
    ),
    max_size=12,
)
SETTINGS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_the_night_counts_what_is_older_than_an_hour_and_the_minute_adds_what_came_since(db):
    account = an_account()
    with clock.at(NOON):
        deposit(account, "1000.00")
        deal(account, "buy", "1", profit="10.00")
        seen(account, "1010.00")
        reconcile(whole=True)
        assert Tally.objects.count() == 0  # its writer may still be at work
    with clock.at(NOON + timedelta(hours=1)):
        reconcile(whole=True)
        (tally,) = Tally.objects.all()
        assert (tally.result, tally.volume, tally.through) == (Decimal(10), Decimal(1), Deal.objects.get().pk)
        deal(account, "sell", "1", profit="5.00")
        seen(account, "1015.00")
        assert reconcile().differing == 0
        seen(account, "1014.99")
        reconcile()
        balance = Break.objects.get(kind="balance")
        assert (balance.ours, balance.theirs) == (Decimal("1015.00"), Decimal("1014.99"))


def test_a_deal_that_waits_for_its_costs_is_never_carried(db):
    account = an_account()
    with clock.at(NOON):
        deal(account, "buy", "1", profit="10.00")
        waiting = deal(account, "sell", "1", costs_pending=True)
        deal(account, "sell", "1", "XAUUSD", profit="3.00")
        reconcile(whole=True)
    with clock.at(NOON + timedelta(hours=2)):
        assert count_deals_anew() == waiting.pk - 1
        assert [tally.result for tally in Tally.objects.all()] == [10]


@SETTINGS
@given(deals=DEALS, carried=st.integers(0, 12), theirs=st.decimals("-5000", "5000", places=2))
def test_carried_or_counted_anew_both_sides_come_to_the_same(db, deals, carried, theirs):
    account = an_account()
    rows = [deal(account, kind, str(volume), symbol, profit=str(profit)) for kind, volume, symbol, profit in deals]
    seen(account, str(theirs))
    through = max((row.pk for row in rows[:carried]), default=0)
    Comparison.objects.create(
        at=NOON - timedelta(hours=2), whole=True, accounts=1, differing=0, milliseconds=1, newest_deal=through
    )
    with clock.at(NOON):
        assert count_deals_anew() == through
    anew = compare(accounts=[account.pk])
    assert compare(accounts=[account.pk], counted_through=through) == anew
    by_hand = sum((profit for _, _, _, profit in deals), Decimal(0))
    balance = [found.compared for found in anew.found if found.compared.kind == "balance"]
    assert [(one.ours, one.theirs) for one in balance] == ([(by_hand, theirs)] if by_hand != theirs else [])
    Comparison.objects.all().delete()
