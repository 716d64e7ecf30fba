"""What reconciliation is told that our orders hold."""

from decimal import Decimal

import pytest

from fidus.lib import clock
from trading.brokers.alpaca.adapter import CAPABILITIES as ALPACA
from trading.brokers.ib.adapter import CAPABILITIES as IB
from trading.brokers.kite.adapter import CAPABILITIES as KITE
from trading.brokers.mt5.adapter import CAPABILITIES as MT5
from trading.decision.tests.scenes import NOW, an_account, filled, stand, strategy_of
from trading.execution.models import Lane
from trading.execution.selectors.our_holdings import WITHOUT_BRACKETS, our_holdings
from trading.models import Position
from trading.orders.models import Purpose
from trading.orders.tests.scenes import an_order
from trading.reconciliation.models import Break
from trading.reconciliation.registry import OurHolding
from trading.reconciliation.services.reconcile import reconcile


@pytest.fixture(autouse=True)
def now(db):
    with clock.at(NOW):
        yield


def traded(platform: str = "alpaca"):
    account = an_account(platform=platform)
    Lane.objects.create(account=account)
    return account


def buys(account, volume: int, strategy=None, **given) -> None:
    plain = {"symbol": "AAA", "our_symbol": "AAA", "volume": Decimal(volume), "state": "accepted"}
    filled(an_order(account, strategy=strategy, **{**plain, **given}))


def test_the_brokers_are_those_that_net_and_keep_no_stops():
    told = {"alpaca": ALPACA, "ib": IB, "kite": KITE, "mt5": MT5}
    assert {name for name, can in told.items() if not can.brackets and not can.hedging} == WITHOUT_BRACKETS


def test_strategies_and_people_are_added_up_and_what_was_closed_is_told_as_nothing():
    account = traded()
    buys(account, 10, strategy_of())
    buys(account, 4, strategy_of(), side="sell")
    buys(account, 3)
    buys(account, 5, symbol="BBB")
    buys(account, 5, symbol="BBB", side="sell", purpose=Purpose.REDUCE)
    assert our_holdings(None) == {
        account.pk: [OurHolding("AAA", Decimal(9), NOW), OurHolding("BBB", Decimal(0), NOW)]
    }  # fmt: skip
    assert our_holdings([account.pk + 1]) == {}


def test_brokers_that_close_by_themselves_and_accounts_that_are_not_traded_are_left_out():
    buys(traded("paper"), 10)
    buys(an_account(platform="alpaca"), 10)
    assert our_holdings(None) == {}


def test_a_position_that_is_gone_without_an_order_of_ours_is_a_break():
    account = traded()
    buys(account, 10, strategy_of())
    for seconds, closed_at in ((60, None), (120, NOW), (240, NOW)):
        with clock.at(NOW.replace(minute=NOW.minute + seconds // 60)):
            stand(account, "100000", seen=clock.now())
            Position.objects.update_or_create(
                account=account, external_id="1",
                defaults={"symbol": "AAA", "side": "buy", "volume": 10, "open_price": 90, "closed_at": closed_at},
            )  # fmt: skip
            reconcile()
    one = Break.objects.get(kind="holding")
    assert (one.subject, one.ours, one.theirs, one.state) == ("AAA", 10, 0, "open")
