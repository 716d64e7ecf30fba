"""What is pushed is read as it was written by the bridge, and nothing else is read at all."""

import json
import re
from dataclasses import fields, replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from fidus_mt5_bridge import messages as theirs
from hypothesis import given, settings
from hypothesis import strategies as st

from trading.brokers.facts import OrderStatus, Side
from trading.brokers.mt5.messages import NAMES, BadMessage, Message, News, follows, read
from trading.brokers.mt5.references import magic_of
from trading.brokers.mt5.tests.scene import BRIDGE, TOKEN

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SENT = str(int(NOW.timestamp()))
ACCOUNT = {
    "login": 5, "server": "S", "currency": "USD", "currency_digits": 2, "trade_mode": 2, "margin_mode": 2,
    "leverage": 100, "name": "Invented", "company": "Invented", "trade_allowed": True, "balance": "100.00",
    "credit": "10.00", "equity": "111.50", "margin": "20.00", "margin_free": "91.50",
}  # fmt: skip
POSITION = {
    "ticket": 7, "identifier": 7, "symbol": "X", "type": 1, "time_msc": 1_700_000_000_123, "magic": magic_of("F7"),
    "reason": 3, "comment": "F7", "volume": "0.3", "price_open": "1.10001", "price_current": "1.1", "sl": "0",
    "tp": "1", "swap": "-0.10", "profit": "1.50",
}  # fmt: skip
ORDER = {
    "ticket": 8, "symbol": "X", "type": 2, "state": 3, "type_time": 0, "type_filling": 2, "time_setup_msc": 1,
    "time_done_msc": 0, "magic": 0, "reason": 0, "position_id": 0, "comment": "", "volume_initial": "2",
    "volume_current": "0.5", "price_open": "1.0", "price_stoplimit": "0", "sl": "0", "tp": "0",
}  # fmt: skip
DEAL = {
    "ticket": 9, "order": 8, "time_msc": 2, "type": 0, "entry": 0, "magic": 0, "position_id": 8, "reason": 0,
    "symbol": "X", "comment": "", "volume": "1.5", "price": "1.0", "commission": "-0.10", "swap": "0.00",
    "profit": "0.00", "fee": "0.00",
}  # fmt: skip
CASH = DEAL | {
    "ticket": 10,
    "order": 0,
    "type": 2,
    "symbol": "",
    "volume": "0",
    "profit": "-40.00",
    "commission": "0.00",
}
WHOLE = theirs.Message(
    kind=theirs.News.SNAPSHOT, source="bridge/one", boot="b1", number=1, login=5, server="S",
    observed_at=NOW.timestamp() - 0.5, account=ACCOUNT, positions=[POSITION], orders=[ORDER], deals=[DEAL, CASH],
)  # fmt: skip


def signed(body, *, token=TOKEN, sent=SENT, tokens=(TOKEN,), now=NOW):
    return read(body, sent_at=sent, signature=theirs.sign(body, int(sent), token), tokens=tokens, now=now)


def changed(**told):
    return json.dumps(json.loads(WHOLE.body()) | told).encode()


def test_what_the_bridge_writes_is_read_as_facts():
    message = signed(WHOLE.body())
    assert (message.kind, message.login, message.server, message.number) == (News.SNAPSHOT, "5", "S", 1)
    assert (message.account.open_profit, message.account.margin_level) == (Decimal("1.50"), Decimal("557.5"))
    (position,) = message.positions
    assert (position.side, position.volume, position.stop_loss, position.take_profit, position.reference) == (
        Side.SELL, Decimal("0.3"), None, Decimal(1), "F7",
    )  # fmt: skip
    (order,) = message.orders
    assert (order.status, order.filled, order.reference) == (OrderStatus.PARTIAL, Decimal("1.5"), "")
    assert [fill.id for fill in message.fills] == ["9"]
    assert [(operation.id, operation.kind, operation.amount) for operation in message.cash] == [
        ("10", "balance", Decimal("-40.00"))
    ]


def test_a_signature_is_of_one_of_our_tokens_and_of_these_bytes():
    body = WHOLE.body()
    assert signed(body, token="older", tokens=("newer", "older"))
    with pytest.raises(BadMessage):
        signed(body, token="a stranger's")
    with pytest.raises(BadMessage):
        read(body + b" ", sent_at=SENT, signature=theirs.sign(body, int(SENT), TOKEN), tokens=[TOKEN], now=NOW)
    later = str(int(SENT) + 1)
    with pytest.raises(BadMessage):  # the time is signed, too
        read(body, sent_at=later, signature=theirs.sign(body, int(SENT), TOKEN), tokens=[TOKEN], now=NOW)
    with pytest.raises(BadMessage):
        signed(body, tokens=())


@pytest.mark.parametrize("seconds", [-121, 121, 10**9])
def test_an_old_message_cannot_be_sent_again(seconds):
    with pytest.raises(BadMessage):
        signed(WHOLE.body(), sent=str(int(SENT) + seconds))


@pytest.mark.parametrize("sent", ["", "-5", "1.5", "²", "9" * 13, " 1"])
def test_a_time_is_a_number_of_seconds(sent):
    with pytest.raises(BadMessage):
        read(WHOLE.body(), sent_at=sent, signature="x", tokens=[TOKEN], now=NOW)


@pytest.mark.parametrize(
    "told",
    [
        {"format": 2}, {"format": True}, {"kind": "gossip"}, {"kind": ["delta"]}, {"number": 0}, {"number": 1.0},
        {"login": "5"}, {"login": -5}, {"login": 6}, {"server": "T"}, {"server": None}, {"account": None},
        {"account": ACCOUNT | {"balance": 100.0}}, {"account": ACCOUNT | {"balance": "1e9"}},
        {"account": ACCOUNT | {"balance": "NaN"}}, {"account": ACCOUNT | {"balance": "٣"}},
        {"account": ACCOUNT | {"trade_mode": 3}}, {"account": ACCOUNT | {"trade_allowed": 1}},
        {"positions": {}}, {"positions": [[]]}, {"positions": [POSITION, POSITION]},
        {"positions": [POSITION | {"volume": "0"}]}, {"positions": [POSITION | {"volume": "-1"}]},
        {"positions": [POSITION | {"type": 2}]}, {"positions": [POSITION | {"time_msc": 10**17}]},
        {"positions": [POSITION | {"magic": 2**64}]}, {"positions": [POSITION | {"symbol": "X" * 65}]},
        {"orders": [ORDER | {"state": 10}]}, {"orders": [ORDER | {"type": -1}]}, {"orders": [ORDER] * 10_001},
        {"orders_gone": [3]}, {"positions_gone": ["7"]}, {"deals": [DEAL, DEAL]}, {"deals": [DEAL | {"type": 77}]},
        {"deals": [DEAL | {"ticket": 0}]}, {"deals": [DEAL | {"profit": None}]}, {"observed_at": float("inf")},
        {"observed_at": True}, {"observed_at": -1}, {"more": 1}, {"kind": "heartbeat"},
    ],
)  # fmt: skip
def test_what_is_not_as_agreed_is_refused(told):
    with pytest.raises(BadMessage):
        signed(changed(**told))


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"{", b"\xff\xfe", b"[" * 200_000, b'{"a":1,"a":2}', b'{"n":' + b"9" * 5000 + b"}",
     WHOLE.body().replace(b'{"kind"', b'{"kind":"delta","kind"', 1), b" " * (9 << 20)],
)  # fmt: skip
def test_what_is_no_message_is_refused(body):
    with pytest.raises(BadMessage):
        signed(body)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["account", "positions", "orders", "deals", "top"]), st.data())
def test_whatever_stands_in_it_is_read_or_refused_and_changes_nothing_beside_it(part, data):
    told = json.loads(WHOLE.body())
    row = told if part == "top" else told["account"] if part == "account" else told[part][0]
    name = data.draw(st.sampled_from(sorted(row)))
    row[name] = data.draw(anything)
    try:
        message = signed(json.dumps(told).encode())
    except BadMessage:
        return
    drawn = name if part == "top" else part
    its_own = {"fills", "cash"} if drawn == "deals" else {drawn}
    beside = {field.name for field in fields(Message)} - its_own
    whole = signed(WHOLE.body())
    assert {other: getattr(message, other) for other in beside} == {other: getattr(whole, other) for other in beside}


def test_the_next_message_follows_and_a_snapshot_always_does():
    first = signed(WHOLE.body())
    delta = replace(first, kind=News.DELTA, number=2)
    assert follows(delta, "b1", 1)
    assert not follows(delta, "b1", 2)  # again
    assert not follows(replace(delta, number=4), "b1", 2)  # one is missing
    assert not follows(delta, "b0", 1)  # the bridge began anew
    assert follows(replace(first, number=9), "b1", 2)
    assert not follows(replace(first, number=2), "b1", 2)
    assert follows(first, "b0", 70)


@pytest.mark.parametrize(
    ("what", "names"),
    [("message", NAMES), ("account", ACCOUNT), ("position", POSITION), ("order", ORDER), ("deal", DEAL)],
)
def test_the_expert_advisor_writes_every_field_that_is_read(what, names):
    """Its source cannot be compiled here; that it knows the format can be seen."""
    source = (BRIDGE / "FidusPush.mq5").read_text()
    written = set(re.findall(r'(?:Raw|Whole|Text|Amount)\("(\w+)"', source))
    assert set(names) <= written
