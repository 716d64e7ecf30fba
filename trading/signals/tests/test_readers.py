"""One signal in words, in our JSON and in others' is the same; what is none is refused in words, whatever was sent."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trading.brokers.facts import AssetKind, OptionRight, OrderKind, Side, TimeInForce
from trading.signals.domain.reading import LARGEST_BODY, read_message
from trading.signals.domain.sameness import content_of
from trading.signals.domain.standard import Heartbeat, Reading, SignalKind, SizeKind
from trading.signals.domain.written import BadSignal

FOREX = Reading(asset=AssetKind.FOREX)


def read(message, reading=FOREX):
    if isinstance(message, dict):
        message = json.dumps(message)
    return read_message(message.encode() if isinstance(message, str) else message, reading)


def fault(message, reading=FOREX) -> BadSignal:
    with pytest.raises(BadSignal) as refused:
        read(message, reading)
    return refused.value


def refusal(message) -> BadSignal | None:
    try:
        read(message)
    except BadSignal as refused:
        return refused
    return None


def test_words_with_stop_and_target():
    signal = read("BUY EURUSD SL 1.07 TP 1.10")
    assert (signal.kind, signal.legs[0].symbol, signal.legs[0].side) == (SignalKind.ENTRY, "EURUSD", Side.BUY)
    assert (signal.order.kind, signal.order.stop_loss, signal.order.target) == (
        OrderKind.MARKET,
        Decimal("1.07"),
        Decimal("1.10"),
    )


def test_the_order_of_words_does_not_matter():
    groups = ["buy", "EURUSD", "sl 1.07", "TP=1.10", "risk 0.5%"]
    assert len({content_of(read(" ".join(order))) for order in permutations(groups)}) == 1


@given(st.lists(st.booleans(), min_size=26, max_size=26))
@settings(max_examples=30)
def test_the_case_of_words_does_not_matter(capitals):
    text = "buy limit 1.08 eurusd gtc"
    mixed = "".join(sign.upper() if capital else sign for sign, capital in zip(text, capitals, strict=False))
    assert content_of(read(mixed)) == content_of(read(text))


@pytest.mark.parametrize(
    ("text", "kind", "side"),
    [
        ("close EURUSD", SignalKind.EXIT, None),
        ("exit sell EURUSD", SignalKind.EXIT, Side.SELL),
        ("add buy EURUSD", SignalKind.SCALE_IN, Side.BUY),
        ("scale out, sell FX:EURUSD", SignalKind.SCALE_OUT, Side.SELL),
        ("reverse short EUR/USD", SignalKind.FLIP, Side.SELL),
    ],
)
def test_kinds_in_words(text, kind, side):
    signal = read(text)
    assert (signal.kind, signal.legs[0].side, signal.legs[0].symbol) == (kind, side, "EURUSD")


def test_an_option_in_words():
    leg = read("BUY SPY CALL STRIKE 450 EXPIRY 2026-12-18 ASSET option").legs[0]
    assert (leg.strike, leg.expiry, leg.right) == (Decimal(450), date(2026, 12, 18), OptionRight.CALL)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("buy", "no symbol"),
        ("buy EURUSD GBPUSD", "One word is the symbol"),
        ("EURUSD", "Say buy or sell"),
        ("buy sell EURUSD", "says again"),
        ("buy EURUSD sl 1.1 tp 1.0", "below its target"),
        ("buy EURUSD limit 1.0 sl 1.1", "wrong side"),
        ("buy EURUSD sl", "value is missing"),
        ("buy EURUSD sl nan", "not a number"),
        ("buy EURUSD sl 1,07", "One word is the symbol"),
        ("buy EURUSD sl 1e99", "larger than any"),
        ("buy EURUSD sl -1", "more than zero"),
        ("buy EURUSD sl 0.00000000001", "more than 10 places"),
        ("buy market limit 1.1 EURUSD", "no limit"),
        ("close EURUSD sl 1.0", "no stop"),
        ("buy \u0415URUSD", "CYRILLIC CAPITAL LETTER IE"),
        ("buy EURUSD sl \u0661.\u0660\u0667", "not a number"),
        ("buy ' OR 1=1 --", "One word is the symbol"),
        ("buy <script>", "no symbol"),
        ("buy EURUSD\0", "cannot be printed"),
        ("buy {{ticker}}", "was not filled in"),
        ("buy SPY asset option", "needs its expiry"),
        ("buy EURUSD until 2026-11-22T10:00:00", "does not say its zone"),
        ("buy EURUSD until 9999-11-22T10:00:00Z", "this century"),
        ("buy EURUSD id auto-1", "are ours"),
        ("buy EURUSD risk 101", "More than 100"),
        ("buy " + "A" * 2000, "signs long"),
    ],
)
def test_words_that_are_no_signal_say_why(text, words):
    assert words in fault(text).words


def test_our_json_in_full():
    signal = read(
        {
            "version": 1, "signal_id": "t-1", "environment": "staging", "kind": "scale_in", "symbol": "ES1!",
            "asset": "future", "side": "buy", "expiry": "2026-12-18",
            "order": {"type": "stop_limit", "stop_price": "6000.25", "limit_price": 6001, "time_in_force": "GTC",
                      "stop_loss_offset": "10", "target_offset": "20"},
            "size": {"risk_percent": "0.5"}, "sent_at": "2026-11-22T10:30:00+01:00", "bar_at": 1795339800,
            "comment": "a breakout",
        }
    )  # fmt: skip
    assert (signal.kind, signal.order.kind, signal.order.time_in_force) == (
        SignalKind.SCALE_IN,
        OrderKind.STOP_LIMIT,
        TimeInForce.GTC,
    )
    assert signal.sent_at == datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    assert (signal.size.kind, signal.size.value) == (SizeKind.RISK_PERCENT, Decimal("0.5"))


def test_a_spread_of_two_legs():
    legs = [
        {"symbol": "SPY", "asset": "option", "side": side, "expiry": "2026-12-18", "strike": strike, "right": "call"}
        for side, strike in (("buy", "450"), ("sell", "460"))
    ]
    signal = read({"version": 1, "kind": "entry", "legs": legs})
    assert [leg.side for leg in signal.legs] == [Side.BUY, Side.SELL]
    twice = {"version": 1, "kind": "entry", "legs": [legs[0], legs[0]]}
    assert fault(twice).pointer == "/legs"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"stoploss": 1}, "/stoploss"),
        ({"order": {"stop_los": 1}}, "/order/stop_los"),
        ({"order": {"type": "limit"}}, "/order/limit_price"),
        ({"order": {"stop_loss": True}}, "/order/stop_loss"),
        ({"side": "up"}, "/side"),
        ({"size": {"lots": "0"}}, "/size/lots"),
        ({"version": 2}, "/version"),
        ({"version": True}, "/version"),
        ({"legs": []}, "/symbol"),
        ({"symbol": ["EURUSD"]}, "/symbol"),
        ({"comment": "\u202eabc"}, "/comment"),
    ],
)
def test_our_json_is_refused_at_its_place(change, pointer):
    plain = {"version": 1, "kind": "entry", "symbol": "EURUSD", "side": "buy"}
    assert read(plain)
    assert fault({**plain, **change}).pointer == pointer


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"version": 1, "kind": "entry", "symbol": "EURUSD", "side": "buy", "side": "sell"}', "there twice"),
        (b'{"ticker": "EURUSD", "action": "buy", "price": NaN}', "NaN is not a number"),
        (b'{"ticker": "EURUSD", "action": "buy", "price": 1' + b"0" * 5000 + b"}", "longer than any"),
        (b"[" * 60_000, "nested deeper"),
        (b'{"a":' * 5000, "nested deeper"),
        (b'{"ticker": "EURUSD"', "no longer JSON"),
        (b'[{"ticker": "EURUSD"}]', "One message is one signal"),
        (b'{"ticker": "a\\u0000", "action": "buy"}', "no text"),
        (b'{"ticker": "\\ud800", "action": "buy"}', "no text"),
        ("BUY EURUSD".encode("utf-16"), "not UTF-8"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"x" * (LARGEST_BODY + 1), "at most 64 kB"),
    ],
)
def test_hostile_bytes_are_refused_in_words(body, words):
    assert words in fault(body).words


def test_the_same_in_three_forms_has_one_content():
    forms = [
        "buy EURUSD sl 1.07 tp 1.1",
        {"version": 1, "kind": "entry", "symbol": "FX:eur/usd", "side": "buy",
         "order": {"stop_loss": "1.070", "target": 1.10}, "comment": "other words"},
        {"ticker": "EURUSD", "action": "long", "sl": 1.07, "tp": "1.10", "whatever": [1]},
    ]  # fmt: skip
    assert len({content_of(read(form)) for form in forms}) == 1


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
@settings(max_examples=300)
def test_no_bytes_whatever_do_more_than_be_refused(body):
    refused = refusal(body)
    assert refused is None or 0 < len(refused.words) < 500


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
_names = st.sampled_from(
    ["kind", "symbol", "side", "order", "size", "legs", "bar_at", "sent_at", "ticker", "action", "signal_id", "expiry"]
)


@given(st.dictionaries(_names, _values, max_size=6), st.booleans())
@settings(max_examples=200)
def test_no_json_whatever_does_more_than_be_refused(body, ours):
    whole = {"version": 1, "kind": "entry", "symbol": "EURUSD", "side": "buy", **body} if ours else body
    refused = refusal(whole)
    assert refused is None or 0 < len(refused.words) < 500


def test_a_heartbeat_is_no_signal():
    assert isinstance(read({"data": {"heartbeat": "true", "ticker": "EURUSD"}}), Heartbeat)
