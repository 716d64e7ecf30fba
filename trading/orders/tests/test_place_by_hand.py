"""A person orders: what is refused, what has to be confirmed, what a second person releases."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.tests.people import staff
from accounts.trail.api import events_about
from fidus.lib import clock
from trading.brokers.facts import OrderKind, Side
from trading.market.models import Quote
from trading.models import BrokerAccount
from trading.orders.domain.by_hand import Prices
from trading.orders.errors import NeedsConfirmation, NotAsDescribed, NotTradable, TradingStopped
from trading.orders.models import Instruction
from trading.orders.services.set_switch import set_switch
from trading.orders.tests.scenes import D, a_position, a_trader, an_account, by_hand

pytestmark = pytest.mark.usefixtures("db")


def test_an_order_is_placed_and_stands_on_the_trail():
    trader, account = a_trader(), an_account()
    order = by_hand(account, trader)
    assert (order.state, order.purpose, order.placed_by) == ("ready", "open", trader)
    assert timedelta(0) <= order.placed_at + timedelta(minutes=2) - order.send_until < timedelta(seconds=1)
    assert [event.kind for event in order.events.all()] == ["placed"]
    (told,) = events_about(subject=order.subject)
    # 0.05 lots of 100 000 at 1.0702 are 5 351.00 of 100 000.
    assert (told.kind, told.data["share"], told.data["held"]) == ("OrderPlacedByHand", "5.4", False)


def test_more_than_usual_has_to_be_confirmed_and_more_than_the_account_is_held():
    trader, account = a_trader(), an_account()
    with pytest.raises(NeedsConfirmation, match=r"worth 53.5 % of the account's equity.*Confirm that it is meant"):
        by_hand(account, trader, volume=D("0.50"))
    assert by_hand(account, trader, volume=D("0.50"), confirmed=True).state == "ready"
    large = by_hand(account, trader, volume=D("1.00"), confirmed=True)
    assert large.state == "held"
    assert large.send_until > large.placed_at + timedelta(hours=3)
    assert by_hand(account, trader, hold=True).state == "held"


def test_what_an_order_is_worth_may_be_unknown_and_is_confirmed_then():
    trader, account = a_trader(), an_account()
    Quote.objects.update(received_at=clock.now() - timedelta(minutes=6))
    with pytest.raises(NeedsConfirmation, match="there is no fresh price"):
        by_hand(account, trader)
    stranger = an_account(currency="EUR")
    with pytest.raises(NeedsConfirmation, match="not known"):
        by_hand(stranger, trader)


def test_faults_are_said_before_anything_is_written():
    trader, account = a_trader(), an_account()
    with pytest.raises(NotAsDescribed) as refused:
        by_hand(account, trader, volume=D("0.015"))
    assert refused.value.faults == {"volume": "Volumes go in steps of 0.01."}
    with pytest.raises(NotAsDescribed, match="is not known to trade 'NOTHING'"):
        by_hand(account, trader, symbol="NOTHING")
    assert not Instruction.objects.exists()


def test_only_who_may_and_only_accounts_that_may():
    account = an_account()
    for role in ("strategy_developer", "analyst", "viewer", "administrator", "back_office"):
        with pytest.raises(PermissionDenied):
            by_hand(account, staff(role, f"{role}@example.test"))
    trader = a_trader()
    with pytest.raises(NotTradable, match="is only looked at"):
        by_hand(an_account(may_trade=False), trader)
    BrokerAccount.objects.filter(pk=account.pk).update(disabled_at=clock.now())
    with pytest.raises(NotTradable, match="is disabled"):
        by_hand(account, trader)


@pytest.mark.parametrize("scope", ["firm", "broker", "account"])
def test_switches_stand_in_the_way(scope):
    trader, account = a_trader(), an_account(margin_mode="netting")
    a_position(account, "1.00")
    thing = {"firm": None, "broker": account.broker, "account": account}[scope]
    set_switch(scope=scope, thing=thing, action="reduce", reason="a bad day", by=trader)
    with pytest.raises(TradingStopped, match=r"only let to make positions smaller. a bad day"):
        by_hand(account, trader)
    assert by_hand(account, trader, side=Side.SELL, volume=D("0.40")).purpose == "reduce"
    # 0.40 of it is being closed already: 0.61 more would turn it round.
    with pytest.raises(TradingStopped):
        by_hand(account, trader, side=Side.SELL, volume=D("0.61"))
    assert by_hand(account, trader, side=Side.SELL, volume=D("0.60")).purpose == "reduce"
    set_switch(scope=scope, thing=thing, action="halt", reason="a worse one", by=trader)
    with pytest.raises(TradingStopped, match=r"trading is halted. a worse one"):
        by_hand(account, trader, side=Side.SELL, volume=D("0.10"))


def test_where_there_are_several_positions_one_is_closed_by_its_number():
    trader, account = a_trader(), an_account(margin_mode="hedge")
    position = a_position(account, "5.00")
    closing = by_hand(account, trader, side=Side.SELL, volume=D("5.00"), closes=position.number)
    # As large as the position, and still no question asked: it makes the position smaller.
    assert (closing.purpose, closing.closes, closing.state) == ("reduce", position.number, "ready")
    with pytest.raises(NotAsDescribed, match="0 can still be closed"):
        by_hand(account, trader, side=Side.SELL, closes=position.number)
    with pytest.raises(NotAsDescribed, match="There is no position 99"):
        by_hand(account, trader, side=Side.SELL, closes="99")
    assert by_hand(account, trader, side=Side.SELL).purpose == "open"


def test_prices_go_along():
    trader, account = a_trader(), an_account()
    prices = Prices(limit=D("1.06"), stop_loss=D("1.05"), take_profit=D("1.08"))
    order = by_hand(account, trader, kind=OrderKind.LIMIT, prices=prices)
    assert (order.limit_price, order.stop_loss, order.take_profit) == (D("1.06"), D("1.05"), D("1.08"))
