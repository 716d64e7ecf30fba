"""TradingView's alerts: the published templates, positions before and after, a door's own words."""

import json

import pytest

from trading.brokers.facts import AssetKind, Side
from trading.signals.domain.foreign_json import read
from trading.signals.domain.reading import read_message
from trading.signals.domain.standard import Heartbeat, Reading, SignalKind
from trading.signals.domain.written import BadSignal

FOREX, CRYPTO = Reading(asset=AssetKind.FOREX), Reading(asset=AssetKind.CRYPTO)


def alert(action, before=None, after=None, **more):
    told = {"ticker": "EURUSD", "strategy.order.action": action}
    if before:
        told["strategy.prev_market_position"] = before
    if after:
        told["strategy.market_position"] = after
    return {**told, **more}


@pytest.mark.parametrize(
    ("action", "before", "after", "kind"),
    [
        ("buy", None, None, SignalKind.ENTRY),
        ("buy", "flat", "long", SignalKind.ENTRY),
        ("buy", "short", "flat", SignalKind.EXIT),
        ("buy", "short", "short", SignalKind.SCALE_OUT),
        ("buy", "short", "long", SignalKind.FLIP),
        ("buy", "long", "long", SignalKind.SCALE_IN),
        ("buy", "flat", None, SignalKind.ENTRY),
        ("buy", "long", None, SignalKind.SCALE_IN),
        ("sell", "long", "flat", SignalKind.EXIT),
        ("sell", "long", "long", SignalKind.SCALE_OUT),
        ("sell", "long", "short", SignalKind.FLIP),
        ("exit_long", None, None, SignalKind.EXIT),
    ],
)
def test_what_an_action_is_follows_from_the_positions(action, before, after, kind):
    signal = read(alert(action, before, after), FOREX)
    assert (signal.kind, signal.legs[0].side) == (kind, Side.BUY if action == "buy" else Side.SELL)


def test_a_buy_that_may_close_or_turn_a_short_is_not_guessed():
    with pytest.raises(BadSignal, match="may close it or turn it"):
        read(alert("buy", "short"), FOREX)


def test_positions_that_contradict_the_action_are_refused():
    for before, after in (("long", "short"), ("flat", "short")):
        with pytest.raises(BadSignal, match="cannot have led"):
            read(alert("buy", before, after), FOREX)


def test_an_exit_leaves_the_templates_stops_aside():
    signal = read(alert("sell", "long", "flat", sl=1.0, tp=1.2, contracts="3"), FOREX)
    assert (signal.order.stop_loss, signal.order.target, signal.size) == (None, None, None)


def test_the_strategys_own_price_is_no_limit():
    signal = read(alert("buy", **{"strategy.order.price": "1.0834"}), FOREX)
    assert (signal.order.kind, str(signal.reference_price)) == ("market", "1.0834")


def test_a_doors_own_words():
    reading = Reading(
        asset=AssetKind.FOREX, names={"symbol": "was.was", "action": "tun"}, actions={"auf": "enter long", "zu": "exit"}
    )
    signal = read({"was": {"was": "EURUSD"}, "tun": "auf", "ticker": "GBPUSD"}, reading)
    assert (signal.legs[0].symbol, signal.legs[0].side) == ("EURUSD", Side.BUY)
    assert read({"was": {"was": "EURUSD"}, "tun": "zu"}, reading).kind is SignalKind.EXIT
    with pytest.raises(BadSignal, match="no action that is known"):
        read({"was": {"was": "EURUSD"}, "tun": "weg"}, reading)


_FILLED = {
    "{{ticker}}": "EURUSD",
    "{{strategy.order.action}}": "buy",
    "{{strategy.order.price}}": "1.1234",
    "{{strategy.order.comment}}": "enter_long",
    "{{strategy.prev_market_position}}": "flat",
    "{{close}}": "1.1235",
}


def filled(body: str) -> bytes:
    for placeholder, value in _FILLED.items():
        body = body.replace(placeholder, value)
    return body.encode()


@pytest.mark.shared
def test_published_templates_are_read_once_they_are_filled_in(shared_data):
    folder = shared_data / "tradingview"
    bodies = [one["body"] for one in json.loads((folder / "templates_from_readmes.json").read_text())]
    bodies.append((folder / "legkvla_alert-template.json").read_text())
    chat, *alerts = bodies
    with pytest.raises(BadSignal, match="no symbol"):
        read_message(filled(chat), FOREX)
    for body in alerts:
        reading = CRYPTO if "ETHUSDT" in body else FOREX
        signal = read_message(filled(body), reading)
        assert not isinstance(signal, Heartbeat)
        assert (signal.kind, signal.legs[0].side) == (SignalKind.ENTRY, Side.BUY)
        assert signal.legs[0].symbol in {"EURUSD", "ETHUSDT"}
        if "sl-offset" in body:
            assert str(signal.order.target_offset) == "0.001"
        if "{{" in body:
            with pytest.raises(BadSignal, match="was not filled in"):
                read_message(body.encode(), reading)
