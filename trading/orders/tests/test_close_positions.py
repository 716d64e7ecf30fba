"""Positions are closed against what brokers say is open, each once, and counted as whose they are."""

from datetime import timedelta

import pytest

from accounts.trail.api import events_about
from trading.orders.errors import NeedsConfirmation, NothingToClose, NotTradable, TradingStopped
from trading.orders.models import Instruction, Purpose
from trading.orders.selectors.positions import held_by_strategies
from trading.orders.services.close_positions import close_positions
from trading.orders.services.set_switch import set_switch
from trading.orders.tests.scenes import (
    SYMBOL,
    D,
    a_fill,
    a_position,
    a_trader,
    an_account,
    an_instrument,
    an_order,
    stands,
)
from trading.signals.tests.scenes import a_strategy

pytestmark = pytest.mark.usefixtures("db")


def told(orders):
    return [(one.symbol, str(one.side), one.volume, one.closes) for one in orders]


def close(**given):
    return close_positions(**{"by": a_trader(), "reason": "enough", **given})


def test_each_position_of_a_hedging_account_is_closed_by_its_number():
    account = an_account(margin_mode="hedge")
    long, short = a_position(account, "0.30"), a_position(account, "0.20", side="sell")
    done = close(account=account)
    assert told(done.orders) == [
        (SYMBOL, "sell", D("0.30"), long.number), (SYMBOL, "buy", D("0.20"), short.number),
    ]  # fmt: skip
    assert {(one.purpose, one.kind, one.state) for one in done.orders} == {("reduce", "market", "ready")}
    (event,) = events_about(subject=f"account:{account.pk}")
    assert event.data["orders"] == [one.reference for one in done.orders]


def test_what_is_being_closed_is_not_closed_twice():
    account = an_account(margin_mode="netting")
    a_position(account, "1.00")
    assert told(close(account=account).orders) == [(SYMBOL, "sell", D("1.00"), "")]
    with pytest.raises(NothingToClose, match="is not being closed already"):
        close(account=account)


def test_what_was_filled_since_the_account_was_seen_counts_as_closed():
    account = an_account(margin_mode="netting")
    a_position(account, "1.00")
    stands(account, ago=timedelta(seconds=20))
    half = an_order(account, state="accepted", purpose=Purpose.REDUCE, side="sell", volume=D("0.40"))
    a_fill(half)
    Instruction.objects.filter(pk=half.pk).update(state="filled", done_at=a_fill_time(half))
    assert told(close(account=account).orders) == [(SYMBOL, "sell", D("0.60"), "")]


def a_fill_time(order):
    return order.fills.get().recorded_at


def test_what_was_filled_before_it_was_seen_is_in_the_positions_already():
    account = an_account(margin_mode="netting")
    half = an_order(account, state="accepted", purpose=Purpose.REDUCE, side="sell", volume=D("0.40"))
    a_fill(half)
    Instruction.objects.filter(pk=half.pk).update(state="filled", done_at=a_fill_time(half))
    stands(account)
    a_position(account, "0.60")
    assert told(close(account=account).orders) == [(SYMBOL, "sell", D("0.60"), "")]


def test_one_symbol_or_one_position_alone():
    account = an_account(margin_mode="hedge")
    an_instrument(account, "GBPUSD.r")
    one, other = a_position(account, "0.30"), a_position(account, "0.20", symbol="GBPUSD.r")
    assert told(close(account=account, number=one.number).orders) == [(SYMBOL, "sell", D("0.30"), one.number)]
    assert told(close(account=account, symbol="GBPUSD.r").orders) == [("GBPUSD.r", "sell", D("0.20"), other.number)]


def test_large_positions_are_closed_in_parts_that_the_broker_takes():
    account = an_account(margin_mode="netting")
    a_position(account, "250")
    assert [one.volume for one in close(account=account).orders] == [D(100), D(100), D(50)]


def held_by(strategy, account, volume, *, side="buy", position=""):
    order = an_order(account, state="filled", strategy=strategy, side=side, volume=D(volume))
    a_fill(order, position=position)
    return order


def test_of_a_strategy_only_its_part_is_closed_and_counted_as_its_own():
    account, mine, other = an_account(margin_mode="netting"), a_strategy(), a_strategy()
    held_by(mine, account, "0.40")
    held_by(other, account, "0.50")
    stands(account)
    a_position(account, "1.00")
    done = close(strategy=mine)
    assert [(one.strategy, one.volume) for one in done.orders] == [(mine, D("0.40"))]
    with pytest.raises(NothingToClose):
        close(strategy=mine)
    # The rest of the account: the other strategy's half, and a tenth that is nobody's.
    rest = close(account=account)
    assert [(one.strategy, one.volume) for one in rest.orders] == [(other, D("0.50")), (None, D("0.10"))]
    for order in (*done.orders, *rest.orders):
        a_fill(order)
    assert held_by_strategies([mine.pk, other.pk]) == []


def test_a_strategy_is_closed_on_every_account_that_may_be_traded():
    mine, here, there = a_strategy(), an_account(margin_mode="hedge"), an_account()
    held_by(mine, here, "0.40", position="70500")
    held_by(mine, there, "0.40", position="70501")
    a_position(here, "0.40", number=70500)
    a_position(here, "0.90")  # somebody else's
    a_position(there, "0.40", number=70501)
    set_switch(scope="account", thing=there, action="halt", reason="odd fills", by=a_trader())
    done = close(strategy=mine)
    assert [(one.account, one.closes) for one in done.orders] == [(here, "70500")]
    assert "odd fills" in done.refused[0]


def test_stops_and_targets_of_what_is_closed_are_withdrawn():
    account = an_account(margin_mode="netting")
    a_position(account, "0.10")
    entry = an_order(account, state="filled")
    stop = an_order(account, state="accepted", purpose=Purpose.STOP, entry=entry, side="sell")
    waits = an_order(account, state="accepted")
    assert close(account=account).withdrawn == 1
    rows = Instruction.objects.in_bulk([stop.pk, waits.pk])
    assert rows[stop.pk].cancel_asked_at is not None
    assert rows[waits.pk].cancel_asked_at is None


def test_old_positions_are_closed_only_when_it_is_meant():
    account = an_account(margin_mode="netting")
    a_position(account, "0.10")
    stands(account, ago=timedelta(minutes=3))
    with pytest.raises(NeedsConfirmation, match="were last seen"):
        close(account=account)
    assert close(account=account, confirmed=True).orders


def test_reduced_accounts_are_closed_and_halted_ones_are_not():
    trader, account = a_trader(), an_account(margin_mode="netting")
    a_position(account, "0.10")
    set_switch(scope="firm", action="halt", reason="the feed lies", by=trader)
    with pytest.raises(TradingStopped, match="the feed lies"):
        close(account=account)
    set_switch(scope="firm", action="reduce", reason="let us flatten", by=trader)
    assert close(account=account).orders
    with pytest.raises(NotTradable):
        close(account=an_account(may_trade=False))
