"""What a gateway tells of money, holdings and prices."""

from __future__ import annotations

from decimal import Decimal

import pytest

from trading.brokers.base import Refused
from trading.brokers.ib.tests.gateway_holdings import EXAMPLE
from trading.brokers.tests.contract import limited


def test_money_is_told_in_the_account_s_currency(scene, gateway):
    gateway.cash[scene.login] = Decimal("1234567.89")
    account = scene.broker().account()
    assert (account.balance, account.open_profit, account.equity) == (
        Decimal("1234567.89"), Decimal(25), Decimal("1234592.89"),
    )  # fmt: skip
    assert (account.margin, account.environment, account.may_trade) == (Decimal("1250.50"), "live", True)


def test_a_future_has_its_price_for_one_unit_and_its_multiplier(scene, gateway):
    from trading.brokers.ib.tests.gateway_holdings import FUTURE

    broker = scene.broker()
    gateway.do(lambda: gateway.held.update({(scene.login, FUTURE.con_id): Decimal(-2)}))
    (position,) = broker.positions()
    assert (position.symbol, position.side, position.volume, position.open_price) == (
        "ESZ6", "sell", 2, Decimal("2.02"),
    )  # fmt: skip
    (instrument,) = broker.instruments(["ESZ6"])
    assert (instrument.multiplier, instrument.tick_size, instrument.kind) == (50, Decimal("0.25"), "future")


def test_positions_are_told_without_prices_where_the_gateway_tells_none(scene, gateway):
    gateway.do(lambda: gateway.held.update({(scene.login, EXAMPLE.con_id): Decimal(3)}))
    gateway.mute.add(6)
    (position,) = scene.broker().positions()
    assert (position.volume, position.price, position.profit) == (3, None, 0)


def test_prices_that_are_delayed_say_so_and_those_of_nobody_are_left_out(scene, gateway):
    broker = scene.broker()
    gateway.delayed = True
    scene.price("99.5", "-1")
    (quote,) = broker.quotes(["EXMP", "EUR.USD", "NOSUCH"])
    assert (quote.bid, quote.ask, quote.delayed) == (Decimal("99.5"), None, True)
    assert (quote.bid_size, quote.ask_size) == (100, None)


def test_a_symbol_that_may_mean_several_is_refused_with_the_choices(scene, gateway):
    broker = scene.broker()
    for ask in (lambda: broker.instruments(["TWIN"]), lambda: broker.submit(limited(scene, symbol="TWIN"))):
        with pytest.raises(Refused, match="#11 TWIN NYSE USD; #12 TWIN ARCA USD"):
            ask()
    (one,) = broker.instruments(["TWIN.ARCA"])
    (same,) = broker.instruments(["#12"])
    assert (one.id, same.id) == ("12", "12")
    with pytest.raises(Refused):
        broker.instruments()
