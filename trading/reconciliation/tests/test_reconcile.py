"""Both sides of accounts: worked by hand, with a real database."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.trail.api import events_about
from fidus.lib import clock
from trading.models import Position
from trading.reconciliation.models import Break
from trading.reconciliation.registry import OurOrder, our_orders_by
from trading.reconciliation.services.reconcile import reconcile
from trading.reconciliation.tests.scenes import LATER, NOON, an_account, deal, deposit, order, position, seen

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def at_noon():
    with clock.at(NOON):
        yield


def breaks():
    return [(one.thing, one.ours, one.theirs, one.state) for one in Break.objects.order_by("pk")]


def traded(**more):
    """10,000.00 in, a buy that cost 3.50, a sell that made 120.00 and cost 3.50 and 1.20 of swap: 10,111.80."""
    account = an_account(**more)
    deposit(account, "10000.00")
    deal(account, "buy", "0.50", commission="-3.50")
    deal(account, "sell", "0.50", commission="-3.50", swap="-1.20", profit="120.00")
    return account


def test_what_adds_up_is_no_break():
    seen(traded(), "10111.80")
    done = reconcile()
    assert (done.accounts, done.differing, breaks()) == (1, 0, [])


def test_a_withdrawal_that_nobody_told_is_suspected_first_and_open_when_a_later_look_says_so_too():
    account = traded()
    seen(account, "9111.80")
    reconcile()
    assert breaks() == [("Balance", Decimal("10111.80"), Decimal("9111.80"), "suspected")]
    reconcile()  # the same sighting again
    assert breaks()[0][-1] == "suspected"
    seen(account, "9111.80", at=LATER)
    assert reconcile().opened == 1
    one = Break.objects.get()
    assert (one.state, one.since, one.difference) == ("open", NOON, Decimal("-1000.00"))
    assert "money went out that was not told" in one.reason
    assert [event.kind for event in events_about(subject=one.name)] == ["BreakOpened"]


def test_a_break_is_cleared_with_its_proof_by_the_deal_that_was_missing():
    account = traded()
    seen(account, "9111.80")
    reconcile()
    seen(account, "9111.80", at=LATER)
    reconcile()
    deposit(account, "-1000.00")
    third = LATER + timedelta(minutes=1)
    seen(account, "9111.80", at=third)
    assert reconcile().cleared == 1
    one = Break.objects.get()
    assert (one.state, one.agreed_at, one.agreed_figure) == ("cleared", third, Decimal("9111.80"))
    assert (one.ours, one.theirs) == (Decimal("10111.80"), Decimal("9111.80"))  # as they differed last
    assert [event.kind for event in events_about(subject=one.name)] == ["BreakCleared", "BreakOpened"]
    reconcile()
    assert Break.objects.count() == 1


def test_a_suspicion_that_is_not_borne_out_goes_without_a_word():
    account = traded()
    seen(account, "10000.00")
    reconcile()
    seen(account, "10111.80", at=LATER)
    reconcile()
    one = Break.objects.get()
    assert (one.state, one.opened_at) == ("cleared", None)
    assert list(events_about(subject=one.name)) == []


def test_both_sides_of_positions_are_looked_at_and_hedged_ones_are_netted():
    account = an_account()
    deposit(account, "1000.00")
    for kind, volume, symbol in (("buy", "1.00", "EURUSD"), ("sell", "0.30", "EURUSD"), ("buy", "2", "XAUUSD"),
                                 ("sell", "0.20", "GBPUSD"), ("buy", "0.20", "GBPUSD")):  # fmt: skip
        deal(account, kind, volume, symbol)
    position(account, "buy", "1.00")
    position(account, "sell", "0.30")  # 0.70 net, as our deals make it
    position(account, "sell", "0.10", "USDJPY")  # of which we know nothing; and of XAUUSD the broker does not
    seen(account, "1000.00")
    reconcile()
    assert sorted(breaks()) == [
        ("Position USDJPY", Decimal(0), Decimal("-0.10"), "suspected"),
        ("Position XAUUSD", Decimal(2), Decimal(0), "suspected"),
    ]
    # Both sides come to nothing: that, too, is proof.
    Position.objects.filter(symbol="USDJPY").delete()
    deal(account, "sell", "2", "XAUUSD")
    seen(account, "1000.00", at=LATER)
    reconcile()
    assert {state for *_, state in breaks()} == {"cleared"}


def test_a_cancelled_trade_holds_nothing():
    account = an_account()
    deal(account, "buy canceled", "1.00")
    seen(account, "0.00")
    assert reconcile().differing == 0


def test_a_broker_that_tells_no_cash_is_said_to_be_one():
    account = an_account("kite", "INR")
    seen(account, "250000.00")
    reconcile()
    one = Break.objects.get()
    assert (one.kind, one.subject) == ("cash", "")
    assert "bring in its statement" in one.reason


def test_credit_beside_the_balance_is_compared_with_credits_held():
    account = an_account()
    deposit(account, "1000.00")
    deposit(account, "200.00", kind="credit", in_balance=False)
    seen(account, "1000.00", credit="200.00")
    assert reconcile().differing == 0
    seen(account, "1000.00", credit="150.00", at=LATER)
    reconcile()
    assert breaks() == [("Credit", Decimal(200), Decimal(150), "suspected")]


def test_an_opening_that_was_derived_counts_as_held_and_the_reason_says_that_the_history_begins_midway():
    account = an_account()
    deposit(account, "700.00", kind="derived opening")
    position(account, "buy", "1.00")
    seen(account, "700.00")
    reconcile()
    one = Break.objects.get()
    assert one.thing == "Position EURUSD"
    assert "begins midway" in one.reason


def test_costs_that_are_still_to_come_are_the_reason():
    account = an_account()
    deal(account, "buy", "1", costs_pending=True)
    deal(account, "sell", "1", profit="10.00", costs_pending=True)
    seen(account, "8.00")
    reconcile()
    assert Break.objects.get().reason.startswith("2 deals wait for costs")


def test_yen_have_no_minor_unit_and_less_than_one_is_no_difference():
    account = an_account(currency="JPY")
    deposit(account, "1000")
    seen(account, "1000.400")
    assert reconcile().differing == 0
    seen(account, "1001")
    assert reconcile().differing == 1


def test_an_imported_account_is_compared_with_its_report_and_opens_at_once():
    account = traded(source="imported", closing_balance=Decimal("10000.00"))
    account.imports.create(
        name="r.html", sha256="a" * 64, size=1, state="imported", uploaded_at=NOON, finished_at=NOON,
        closing_balance=Decimal("10000.00"),
    )  # fmt: skip
    reconcile()
    assert breaks() == [("Balance", Decimal("10111.80"), Decimal("10000.00"), "open")]


def test_an_account_that_was_never_seen_and_one_that_is_disabled_are_not_compared():
    traded()
    seen(traded(disabled_at=NOON), "1.00")
    done = reconcile()
    assert (done.accounts, done.differing) == (0, 0)


@pytest.fixture
def orders_of_ours():
    answer = {}
    import trading.reconciliation.tests.test_reconcile as here

    here.ANSWER = answer
    our_orders_by(f"{__name__}.answered")
    yield answer
    our_orders_by("")


ANSWER: dict = {}


def answered(accounts):
    return ANSWER


def test_orders_are_not_compared_while_nobody_sends_any():
    account = an_account()
    order(account, 5, "1.00")
    seen(account, "0")
    assert reconcile().differing == 0


def test_orders_of_accounts_that_only_we_trade_are_compared_from_both_sides(orders_of_ours):
    account, other = an_account(), an_account()
    for one in (account, other):
        order(one, 5, "1.00", filled="0.40")
        seen(one, "0")
    orders_of_ours[account.pk] = [OurOrder("5", Decimal("0.60")), OurOrder("6", Decimal("1.00"))]
    order(account, 7, "2.00")
    reconcile()
    assert breaks() == [
        ("Order 6", Decimal(1), Decimal(0), "suspected"),
        ("Order 7", Decimal(0), Decimal(2), "suspected"),
    ]
    orders_of_ours[account.pk] = [OurOrder("5", Decimal("0.60"))]
    reconcile()
    assert sorted(breaks()) == [
        ("Order 6", Decimal(1), Decimal(0), "cleared"),
        ("Order 7", Decimal(0), Decimal(2), "suspected"),
    ]


def test_some_accounts_alone_leave_the_others_as_they_are():
    first, second = traded(), traded()
    seen(first, "1.00")
    seen(second, "1.00")
    assert reconcile(accounts=[first.pk]).accounts == 1
    assert [one.account for one in Break.objects.all()] == [first]
