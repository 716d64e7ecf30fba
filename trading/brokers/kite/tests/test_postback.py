"""Postings of Kite: who knows the app's secret is believed to be Kite, and hostile ones are refused in words."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trading.brokers.facts import OrderState, OrderStatus
from trading.brokers.kite.postback import LARGEST, BadPostback, checksum, read

SECRET = "invented-secret"
ROW = {
    "user_id": "XX1001", "unfilled_quantity": 0, "app_id": 1, "checksum": "", "placed_by": "XX1001",
    "order_id": "261120000000001", "exchange_order_id": "1100000000000001", "parent_order_id": None,
    "status": "COMPLETE", "status_message": None, "status_message_raw": None,
    "order_timestamp": "2026-11-20 09:24:25", "exchange_update_timestamp": "2026-11-20 09:24:26",
    "exchange_timestamp": "2026-11-20 09:24:25", "variety": "regular", "exchange": "NSE", "tradingsymbol": "INVENTED",
    "instrument_token": 1, "order_type": "MARKET", "transaction_type": "BUY", "validity": "DAY", "product": "CNC",
    "quantity": 10, "disclosed_quantity": 0, "price": 0, "trigger_price": 0, "average_price": 470.05,
    "filled_quantity": 10, "pending_quantity": 0, "cancelled_quantity": 0, "market_protection": 0, "meta": {},
    "tag": "F0000001", "guid": "x",
}  # fmt: skip


def posted(**changed):
    row = {**ROW, **changed}
    if "checksum" not in changed:
        row["checksum"] = checksum(str(row["order_id"]), str(row["order_timestamp"]), SECRET)
    return json.dumps(row).encode()


def test_a_posting_tells_whose_order_it_is_and_how_it_stands():
    told = read(posted(), api_secret=SECRET)
    assert (told.login, told.order.id, told.order.reference) == ("XX1001", "261120000000001", "F0000001")
    assert (told.order.status, told.order.filled, told.order.average_price) == (
        OrderStatus.FILLED, 10, Decimal("470.05"),
    )  # fmt: skip


def test_the_checksum_is_that_of_number_time_and_secret():
    wanted = hashlib.sha256(b"12026-11-20 09:24:25s").hexdigest()
    assert checksum("1", "2026-11-20 09:24:25", "s") == wanted


def test_a_part_filled_is_an_update():
    told = read(posted(status="UPDATE", filled_quantity=4), api_secret=SECRET)
    assert (told.order.status, told.order.filled) == (OrderStatus.PARTIAL, 4)


@pytest.mark.parametrize(
    "body",
    [
        posted(checksum=""), posted(checksum=None), posted(checksum="é" * 64), posted(checksum="0" * 64),
        posted(checksum=5), posted(order_id=""), posted(order_timestamp=""), posted(order_timestamp=None),
        posted(order_timestamp="yesterday"), posted(quantity=-1), posted(quantity=0), posted(filled_quantity=11),
        posted(quantity="10"), posted(quantity=1e400), posted(transaction_type="HOLD"), posted(order_type="ODD"),
        posted(user_id=None), posted(tradingsymbol=None), posted(exchange=["NSE"]), posted(price=True),
        posted(status=None), posted(order_id="9" * 500), b"", b"null", b"[]", b"{", b"\xff\xfe", b"[" * 60_000,
        posted()[:-1] + b', "status": "REJECTED"}', b" " * (LARGEST + 1), posted(user_id="X" * 100),
    ],
)  # fmt: skip
def test_hostile_postings_are_refused(body):
    with pytest.raises(BadPostback):
        read(body, api_secret=SECRET)


def test_another_app_s_posting_or_none_is_not_ours():
    for secret in ("another", ""):
        with pytest.raises(BadPostback):
            read(posted(), api_secret=secret)
    with pytest.raises(BadPostback):
        read(posted(order_id="261120000000002", checksum=json.loads(posted())["checksum"]), api_secret=SECRET)


# Field of the order: what of the posting it is made of.
MADE_OF = {
    "id": {"order_id"}, "reference": {"tag"}, "symbol": {"exchange", "tradingsymbol"}, "side": {"transaction_type"},
    "kind": {"order_type"}, "status": {"status", "filled_quantity"}, "volume": {"quantity"},
    "filled": {"filled_quantity"}, "average_price": {"average_price"}, "limit_price": {"price"},
    "stop_price": {"trigger_price"}, "placed_at": {"order_timestamp"}, "stop_loss": set(), "take_profit": set(),
    "done_at": {"exchange_update_timestamp", "order_timestamp", "status"},
    "reason": {"status_message", "status_message_raw", "status"},
}  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from(sorted(ROW)), st.none() | st.booleans() | st.integers() | st.floats() | st.text())
)
def test_whatever_stands_in_it_a_posting_is_refused_or_changes_nothing_beside_it(changed):
    try:
        told = read(posted(**changed), api_secret=SECRET)
    except BadPostback:
        return
    plain = read(posted(), api_secret=SECRET)
    assert "user_id" in changed or told.login == plain.login
    beside = {field.name for field in fields(OrderState) if not MADE_OF[field.name] & set(changed)}
    assert {name: getattr(told.order, name) for name in beside} == {name: getattr(plain.order, name) for name in beside}


def test_what_nobody_reads_in_a_posting_spoils_nothing():
    assert read(posted(guid=[1], meta="?", app_id=None), api_secret=SECRET) == read(posted(), api_secret=SECRET)
