"""What the platform's answers to an order mean for us, each of them through the whole way."""

from collections import deque
from decimal import Decimal

import mt5_constants as mt5
import pytest

from trading.brokers.base import NotSent, OutcomeUnknown, Refused, Throttled
from trading.brokers.facts import Change, OrderStatus, TimeInForce
from trading.brokers.tests.contract import limited, wanted

DONE = {mt5.TRADE_RETCODE_PLACED, mt5.TRADE_RETCODE_DONE, mt5.TRADE_RETCODE_DONE_PARTIAL}
UNKNOWN = {
    mt5.TRADE_RETCODE_ERROR, mt5.TRADE_RETCODE_TIMEOUT, mt5.TRADE_RETCODE_LOCKED, mt5.TRADE_RETCODE_CONNECTION,
}  # fmt: skip
ALL = {value for name, value in vars(mt5).items() if name.startswith("TRADE_RETCODE_")}
REFUSED = ALL - DONE - UNKNOWN - {mt5.TRADE_RETCODE_TOO_MANY_REQUESTS} | {10046}


@pytest.fixture(autouse=True)
def _market(scene):
    scene.price("99", "101")


@pytest.mark.parametrize("retcode", sorted(REFUSED))
def test_a_sure_no_is_a_refusal_with_its_code(scene, retcode):
    scene.terminal.retcodes.append(retcode)
    with pytest.raises(Refused) as refused:
        scene.broker().submit(wanted(scene))
    assert refused.value.code == str(retcode)


@pytest.mark.parametrize("retcode", [*sorted(UNKNOWN), 0, 1, 10005, 10037, 10099])
def test_what_may_have_happened_or_is_not_known_is_unknown(scene, retcode):
    scene.terminal.retcodes.append(retcode)
    with pytest.raises(OutcomeUnknown) as unknown:
        scene.broker().submit(wanted(scene))
    assert unknown.value.code == str(retcode)


def test_too_many_requests_may_be_sent_again_later_with_the_same_reference(scene):
    broker, request = scene.broker(), limited(scene)
    scene.terminal.retcodes.append(mt5.TRADE_RETCODE_TOO_MANY_REQUESTS)
    with pytest.raises(Throttled):
        broker.submit(request)
    assert broker.submit(request).status is OrderStatus.WORKING


@pytest.mark.parametrize("code", [-1, -10000, -10001, -10002, -10003, -10004, -10005])
def test_none_after_sending_is_unknown_whatever_the_terminal_says_of_it(scene, code):
    scene.terminal.errors["order_send"] = deque([(code, "invented")])
    with pytest.raises(OutcomeUnknown):
        scene.broker().submit(wanted(scene))


@pytest.mark.parametrize("code", [-2, -8])
def test_a_request_that_never_left_the_process_is_refused(scene, code):
    scene.terminal.errors["order_send"] = deque([(code, "invented")])
    with pytest.raises(Refused):
        scene.broker().submit(wanted(scene))


@pytest.mark.parametrize("function", ["account_info", "positions_get"])
def test_an_ipc_timeout_of_a_question_restarts_the_terminal_and_the_next_call_works(scene, function):
    broker = scene.broker()
    broker.account()
    scene.terminal.errors[function] = deque([(-10005, "IPC timeout")] * 2)
    with pytest.raises(NotSent) as failed:
        [broker.positions() for _ in range(2)]
    assert failed.value.code == "-10005"
    scene.terminal.errors.clear()
    assert not broker.positions()


def test_a_change_that_changes_nothing_is_done(scene):
    broker = scene.broker()
    sent = broker.submit(limited(scene))
    assert broker.replace(sent.id, Change(limit_price=Decimal(90))).limit_price == Decimal(90)


def test_a_volume_cannot_be_changed(scene):
    broker = scene.broker()
    sent = broker.submit(limited(scene))
    with pytest.raises(Refused):
        broker.replace(sent.id, Change(volume=Decimal(1)))


def test_a_stop_limit_order_keeps_its_two_prices_apart(scene):
    from trading.brokers.facts import OrderKind

    broker = scene.broker()
    request = wanted(scene, kind=OrderKind.STOP_LIMIT, stop_price=Decimal(110), limit_price=Decimal("109.5"))
    sent = broker.submit(request)
    assert (sent.kind, sent.stop_price, sent.limit_price) == (OrderKind.STOP_LIMIT, Decimal(110), Decimal("109.5"))
    changed = broker.replace(sent.id, Change(limit_price=Decimal("109.25")))
    assert (changed.stop_price, changed.limit_price) == (Decimal(110), Decimal("109.25"))
    with pytest.raises(Refused):
        broker.replace(broker.submit(limited(scene)).id, Change(stop_price=Decimal(1)))


@pytest.mark.parametrize(
    ("mask", "execution", "wanted_time", "sent_as"),
    [
        (1, mt5.SYMBOL_TRADE_EXECUTION_MARKET, TimeInForce.GTC, mt5.ORDER_FILLING_FOK),
        (2, mt5.SYMBOL_TRADE_EXECUTION_MARKET, TimeInForce.GTC, mt5.ORDER_FILLING_IOC),
        (3, mt5.SYMBOL_TRADE_EXECUTION_MARKET, TimeInForce.IOC, mt5.ORDER_FILLING_IOC),
        (1, mt5.SYMBOL_TRADE_EXECUTION_MARKET, TimeInForce.IOC, None),
        (2, mt5.SYMBOL_TRADE_EXECUTION_MARKET, TimeInForce.FOK, None),
        (0, mt5.SYMBOL_TRADE_EXECUTION_EXCHANGE, TimeInForce.GTC, mt5.ORDER_FILLING_RETURN),
        (0, mt5.SYMBOL_TRADE_EXECUTION_INSTANT, TimeInForce.GTC, mt5.ORDER_FILLING_FOK),
        (0, mt5.SYMBOL_TRADE_EXECUTION_INSTANT, TimeInForce.IOC, None),
    ],
)
def test_a_market_order_is_filled_as_its_symbol_allows(scene, mask, execution, wanted_time, sent_as):
    scene.symbol_of.filling_mode, scene.symbol_of.execution = mask, execution
    request = wanted(scene, time_in_force=wanted_time)
    if sent_as is None:
        with pytest.raises(Refused) as refused:
            scene.broker().submit(request)
        assert (refused.value.code, scene.count_of(request.reference)) == ("10030", 0)
        return
    scene.broker().submit(request)
    assert scene.account.sent[-1]["type_filling"] == sent_as


def test_a_check_asks_without_sending(scene):
    broker = scene.broker()
    broker.check(wanted(scene))
    with pytest.raises(Refused) as refused:
        broker.check(wanted(scene, volume=Decimal("0.015")))
    assert refused.value.code == str(mt5.TRADE_RETCODE_INVALID_VOLUME)
    assert not scene.account.sent


def test_a_position_is_closed_by_its_number_in_parts(scene):
    broker = scene.broker()
    broker.submit(wanted(scene, volume=Decimal("0.30")))
    (held,) = broker.positions()
    closing = wanted(scene, side=held.side.opposite, volume=Decimal("0.10"), closes=held.id)
    broker.submit(closing)
    (rest,) = broker.positions()
    assert (rest.id, rest.volume) == (held.id, Decimal("0.2"))
    (fill,) = [fill for fill in broker.fills(held.opened_at) if fill.reference == closing.reference]
    assert (fill.direction, fill.position_id, fill.profit) == ("out", held.id, Decimal("-0.20"))
