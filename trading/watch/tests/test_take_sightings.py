"""What was seen is kept once, newest first, and only what changed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trading.brokers.facts import Side
from trading.models import BrokerAccount, CashOperation, Deal, Order, Position, Source
from trading.watch.errors import SightingRefused
from trading.watch.models import Snapshot, Standing
from trading.watch.services.take_sightings import take_sightings
from trading.watch.tests.scenes import AT, an_account, deposit, fill, order, position, seen

pytestmark = pytest.mark.usefixtures("db")
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def open_positions(account):
    return {
        (one.number, one.volume, one.profit) for one in Position.objects.filter(account=account, closed_at__isnull=True)
    }


def test_a_first_look_is_kept_whole():
    account = an_account()
    taken = take_sightings([
        seen(account, equity="1010.50", figures={"margin": Decimal("50.00")}, positions=[position()], orders=[order()],
             fills=[fill()], cash=[deposit()], from_beginning=True),
    ])  # fmt: skip
    standing = Standing.objects.get(pk=account.pk)
    assert (standing.balance, standing.equity, standing.margin_level) == (1000, Decimal("1010.5"), Decimal("2021.00"))
    assert (standing.positions, standing.orders, standing.seen_at, standing.source) == (1, 1, AT, "poll")
    assert open_positions(account) == {("1", Decimal("0.1"), Decimal(0))}
    assert Order.objects.get(account=account).kind == "buy limit"
    assert (Deal.objects.filter(account=account).count(), CashOperation.objects.filter(account=account).count()) == (
        1,
        1,
    )
    assert taken[account.pk].booked.deals == 1
    account.refresh_from_db()
    assert (account.source, account.closing_balance) == (Source.LIVE, 1000)


def test_the_same_told_again_changes_nothing_but_the_time():
    account = an_account()
    for minutes in range(5):
        at = AT + minutes * MINUTE
        take_sightings(
            [seen(account, at, positions=[position()], fills=[fill()], cash=[deposit()], from_beginning=True)]
        )
    standing = Standing.objects.get(pk=account.pk)
    assert (standing.seen_at, standing.changed_at) == (AT + 4 * MINUTE, AT)
    assert (Deal.objects.count(), CashOperation.objects.count(), Position.objects.count()) == (1, 1, 1)
    assert Snapshot.objects.count() == 1


def test_positions_and_orders_come_change_and_go():
    account = an_account()
    take_sightings([seen(account, positions=[position("1"), position("2")], orders=[order("7"), order("8")])])
    later = seen(account, AT + SECOND, positions=[position("2", profit="-3.25"), position("3")],
                 orders=[order("8", filled="0.5")])  # fmt: skip
    take_sightings([later])
    assert open_positions(account) == {("2", Decimal("0.1"), Decimal("-3.25")), ("3", Decimal("0.1"), Decimal(0))}
    assert [(one.number, one.filled_volume) for one in Order.objects.all()] == [("8", Decimal("0.5"))]
    take_sightings([seen(account, AT + 2 * SECOND)])
    assert (open_positions(account), Order.objects.count()) == (set(), 0)


def test_what_is_over_and_what_others_hold_is_left_alone():
    account, other = an_account(), an_account()
    take_sightings([seen(other, positions=[position("1")], orders=[order("7")])])
    closed = {"account": account, "ticket": 1, "symbol": "INVENTED", "side": "buy", "volume": 1}
    Position.objects.create(**closed, opened_at=AT, open_price=1, closed_at=AT, close_price=2)
    Order.objects.create(account=account, ticket=7, kind="buy", volume=1, filled_volume=1, state="filled", done_at=AT)
    take_sightings([seen(account, positions=[position("1")], orders=[order("7")])])
    assert Position.objects.filter(account=account).count() == 2
    assert Order.objects.get(account=account).done_at == AT
    take_sightings([seen(account, AT + SECOND)])
    assert (Position.objects.filter(account=account).count(), Position.objects.filter(account=other).count()) == (1, 1)


def test_a_push_tells_of_what_changed_alone_and_a_late_one_has_old_figures():
    account = an_account()
    take_sightings([seen(account, positions=[position("1"), position("2")])])
    change = {"whole": False, "source": "push"}
    take_sightings(
        [seen(account, AT + SECOND, equity="990", positions=[position("3")], positions_gone=["1"], **change)]
    )
    assert {number for number, *_ in open_positions(account)} == {"2", "3"}
    late = seen(account, AT, equity="5.00", positions=[], fills=[fill("12")])
    assert take_sightings([late])[account.pk].fresh is False
    standing = Standing.objects.get(pk=account.pk)
    assert (standing.equity, standing.positions, standing.source) == (990, 2, "push")
    # What happened is true whenever it is heard of.
    assert Deal.objects.filter(account=account).count() == 1


def test_a_heartbeat_says_that_all_is_as_it_was():
    account = an_account()
    take_sightings([seen(account, positions=[position()])])
    take_sightings([seen(account, AT + MINUTE).__class__(
        account_id=account.pk, at=AT + MINUTE, source="push", account=None, whole=False)])  # fmt: skip
    standing = Standing.objects.get(pk=account.pk)
    assert (standing.seen_at, standing.changed_at, standing.equity, standing.positions) == (AT + MINUTE, AT, 1000, 1)


def test_snapshots_are_kept_when_something_changed_and_once_a_minute_at_most():
    account = an_account()
    told = [(0, "1000"), (25, "1001"), (50, "1002"), (75, "1002"), (100, "1002"), (200, "1002"), (300, "1003")]
    for seconds, equity in told:
        take_sightings([seen(account, AT + seconds * SECOND, equity=equity)])
    # The change at 25 is told at 75, the first look a minute later.
    assert [(s.at - AT, s.equity) for s in Snapshot.objects.filter(account=account)] == [
        (timedelta(0), 1000), (75 * SECOND, 1002), (300 * SECOND, 1003),
    ]  # fmt: skip
    take_sightings([seen(account, AT + timedelta(days=1), equity="1003")])
    assert Snapshot.objects.filter(account=account).count() == 4


def test_a_balance_that_jumps_is_told_as_it_is_and_books_nothing():
    account = an_account()
    take_sightings([seen(account, fills=[], cash=[deposit()], from_beginning=True)])
    take_sightings([seen(account, AT + SECOND, equity="77000", figures={"balance": Decimal(77_000)}, cash=[])])
    assert Standing.objects.get(pk=account.pk).balance == 77_000
    assert CashOperation.objects.filter(account=account, kind="balance").count() == 1


def test_figures_that_cannot_be_are_refused_and_leave_nothing():
    account = an_account()
    with pytest.raises(SightingRefused):
        take_sightings([seen(account, figures={"margin": Decimal("NaN")})])
    with pytest.raises(SightingRefused):
        take_sightings([seen(account, positions=[position("none")])])
    with pytest.raises(ValueError, match="once at a time"):
        take_sightings([seen(account), seen(account)])


def test_history_that_cannot_stand_costs_nobody_elses_sight():
    good, bad = an_account(), an_account()
    taken = take_sightings([seen(good, fills=[fill()]), seen(bad, fills=[fill("no number")])])
    assert (taken[good.pk].fault, taken[good.pk].booked.deals) == ("", 1)
    assert taken[bad.pk].fault
    assert {standing.pk for standing in Standing.objects.all()} == {good.pk, bad.pk}


def test_simulated_accounts_stay_marked_so():
    account = an_account(source=Source.SIMULATED)
    take_sightings([seen(account)])
    assert BrokerAccount.objects.get(pk=account.pk).source == Source.SIMULATED


STEPS = st.lists(
    st.tuples(st.sets(st.sampled_from("12345")), st.sets(st.sampled_from("678")), st.sampled_from(["0", "1.5"])),
    min_size=1, max_size=6,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_however_it_changed_what_is_open_is_what_was_told_last(steps):
    account = an_account()
    for number, (positions, orders, profit) in enumerate(steps):
        take_sightings([
            seen(account, AT + number * SECOND, positions=[position(one, profit=profit) for one in positions],
                 orders=[order(one) for one in orders]),
        ])  # fmt: skip
    positions, orders, profit = steps[-1]
    assert open_positions(account) == {(one, Decimal("0.1"), Decimal(profit)) for one in positions}
    assert {one.number for one in Order.objects.filter(account=account)} == orders
    standing = Standing.objects.get(pk=account.pk)
    assert (standing.positions, standing.orders) == (len(positions), len(orders))


def test_other_brokers_names_are_kept_as_names():
    account = an_account("AB1234", platform="kite", server="Zerodha")
    take_sightings([seen(account, positions=[position("NSE:INFY", side=Side.SELL)], orders=[order("2511200001")])])
    assert Position.objects.get(account=account).external_id == "NSE:INFY"
    assert Order.objects.get(account=account).external_id == "2511200001"
