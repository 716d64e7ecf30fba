"""Prices asked of brokers: through the real bridge with its simulated package, and what happens where it fails."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from trading.brokers.mt5.tests import scene as mt5
from trading.connections.services.pause_connection import pause_connection
from trading.connections.tests import scenes
from trading.market.models import Instrument, Quote, SymbolMapping, Tick
from trading.market.services.fetch_quotes import fetch_quotes
from trading.models import Position


@pytest.fixture(scope="module")
def bridge(tmp_path_factory):
    process = mt5.BridgeProcess(tmp_path_factory.mktemp("bridge"))
    yield process
    process.stop()


@pytest.fixture
def scene(bridge, committed_db):
    scene = mt5.Mt5Scene(bridge)
    yield scene
    scene.end()


@pytest.fixture
def account(scene):
    gateway = scenes.bridge(address=f"http://127.0.0.1:{scene.bridge.port}", secrets={"token": mt5.TOKEN})
    account = scenes.account(login=scene.login, server=mt5.SERVER)
    scenes.connected(gateway, account=account, secrets={"password": mt5.PASSWORD})
    return account


def holds(account, symbol, ticket=1, **given):
    return Position.objects.create(
        account=account, ticket=ticket, symbol=symbol, side="buy", volume=Decimal("0.10"), open_price=Decimal(1),
        close_price=Decimal(1), opened_at=datetime(2026, 11, 20, tzinfo=UTC), **given,
    )  # fmt: skip


def test_what_is_held_gets_its_instrument_its_price_and_a_suggestion(account, scene):
    scene.price("1.1002", "1.1004")
    holds(account, scene.symbol)
    told = fetch_quotes()
    assert (told.newer, told.failures) == (1, {})
    quote = Quote.objects.get()
    assert (quote.bid, quote.ask, quote.source) == (Decimal("1.1002"), Decimal("1.1004"), "broker")
    instrument = Instrument.objects.get()
    assert (instrument.platform, instrument.server, instrument.symbol) == ("mt5", mt5.SERVER, scene.symbol)
    assert SymbolMapping.objects.get().state == "suggested"
    scene.price("1.1010", "1.1012")
    assert fetch_quotes().newer == 1
    assert Quote.objects.get().bid == Decimal("1.1010")
    assert Tick.objects.count() >= 1


def test_a_symbol_that_the_broker_does_not_know_keeps_no_other_from_its_price(account, scene):
    holds(account, scene.symbol)
    holds(account, "NOBODY-HAS-IT", ticket=2)
    assert fetch_quotes().newer == 1
    assert [quote.instrument.symbol for quote in Quote.objects.all()] == [scene.symbol]


def test_prices_of_an_invented_broker_are_never_called_live(account, scene):
    type(account).objects.update(source="simulated")
    holds(account, scene.symbol)
    assert fetch_quotes().newer == 1
    assert Quote.objects.get().source == "simulated"


def test_nothing_held_asks_nobody(account):
    assert fetch_quotes().newer == 0
    assert not Instrument.objects.exists()


def test_who_does_not_answer_is_named_and_keeps_no_other_server_from_its_prices(account, scene):
    holds(account, scene.symbol)
    gone = scenes.account(server="Elsewhere-Live")
    there = scenes.connected(scenes.bridge(address="http://127.0.0.1:1"), account=gone)
    holds(gone, "EURUSD", ticket=3)
    told = fetch_quotes()
    assert (told.newer, [key[1] if isinstance(key, tuple) else key for key in told.failures]) == (1, ["Elsewhere-Live"])
    assert scenes.CANARY not in repr(told)
    pause_connection(connection=there, reason="It moves", by=None)
    assert fetch_quotes().failures == {}


def test_another_account_that_answers_gives_no_price(account, scene):
    holds(account, scene.symbol)
    scene.answer_for_another_account()
    told = fetch_quotes()
    assert (told.newer, len(told.failures)) == (0, 1)
    assert not Quote.objects.exists()
    scene.terminal.lies_as = None
