"""What a gateway says of orders, in the order and with the gaps that it has been seen to say it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from trading.brokers.base import NotSent, OutcomeUnknown, Refused, Throttled
from trading.brokers.facts import OrderStatus
from trading.brokers.ib.tests import messages
from trading.brokers.ib.tests.acts import answered_with, code, filled, only_status, status
from trading.brokers.tests.contract import EVER, limited


def test_an_order_whose_duration_is_preset_is_not_cancelled_and_its_fill_counts(scene, gateway):
    broker, request = scene.broker(), limited(scene, steps=2)
    answered_with(gateway, code(10349, "Order TIF was set to DAY based on order preset."), status("Submitted"))
    sent = broker.submit(request)
    assert sent.status is OrderStatus.WORKING
    gateway.fill(int(sent.id), "2", "90")
    assert broker.order(request.reference).status is OrderStatus.FILLED


def test_a_preset_duration_and_a_fill_in_one_breath_end_filled(scene, gateway):
    broker, request = scene.broker(), limited(scene, steps=2)
    answered_with(gateway, code(10349), status("PreSubmitted"), code(10349), filled("2"))
    broker.submit(request)
    assert broker.order(request.reference).status is OrderStatus.FILLED


@pytest.mark.parametrize("number", [399, 404, 2109, 10167])
def test_a_note_does_not_end_an_order(scene, gateway, number):
    broker, request = scene.broker(), limited(scene)
    answered_with(gateway, code(number), status("PreSubmitted"), code(number))
    assert not broker.submit(request).status.is_over
    assert broker.order(request.reference).status is OrderStatus.WORKING


@pytest.mark.parametrize("number", [110, 200, 201, 203, 321, 10043, 10318])
def test_a_refusal_is_told_with_its_code_and_the_order_is_known_as_rejected(scene, gateway, number):
    broker, request = scene.broker(), limited(scene)
    answered_with(gateway, code(number), lambda g, _p, order: setattr(order, "status", "Inactive"))
    with pytest.raises(Refused) as refused:
        broker.submit(request)
    assert refused.value.code == str(number)
    assert not broker.orders()
    assert broker.order(request.reference).status is OrderStatus.REJECTED


def test_a_refusal_whose_words_come_after_the_status_is_a_refusal(scene, gateway):
    broker, request = scene.broker(), limited(scene)
    answered_with(gateway, status("Inactive"), code(201, "Order rejected - reason: no margin"))
    with pytest.raises(Refused, match="no margin"):
        broker.submit(request)


def test_a_rejection_after_the_order_was_taken_is_known_by_its_words(scene, gateway):
    broker, request = scene.broker(), limited(scene)
    sent = broker.submit(request)
    assert sent.status is OrderStatus.WORKING
    (order,) = gateway.by_reference(request.reference)
    order.status = "Inactive"
    gateway.say(messages.error(order.order_id, 201, "Order rejected - reason: no margin"), messages.order_status(order))
    found = broker.order(request.reference)
    assert (found.status, "no margin" in found.reason) == (OrderStatus.REJECTED, True)
    assert not broker.orders()


def test_what_was_refused_and_is_filled_all_the_same_counts(scene, gateway):
    broker, request = scene.broker(), limited(scene, steps=2)
    answered_with(gateway, code(201))
    with pytest.raises(Refused):
        broker.submit(request)
    (order,) = gateway.by_reference(request.reference)
    gateway.fill(order.perm_id, "2", "90")
    assert broker.order(request.reference).status is OrderStatus.FILLED


def test_a_code_that_nobody_foresaw_leaves_the_outcome_unknown(scene, gateway):
    broker, request = scene.broker(), limited(scene)
    broker.account()  # connected, which may take longer
    answered_with(gateway, code(9_999, "what is this"))
    with pytest.raises(OutcomeUnknown, match="what is this"):
        scene.broker(seconds=0.8).submit(request)
    assert broker.order(request.reference).status is OrderStatus.WORKING


@pytest.mark.parametrize(("number", "error"), [(100, Throttled), (103, NotSent), (502, NotSent), (504, NotSent)])
def test_what_went_no_further_than_the_gateway_may_be_sent_again(scene, gateway, number, error):
    broker, request = scene.broker(), limited(scene)
    gateway.error_for[3] = (number, "not now")
    with pytest.raises(error):
        broker.submit(request)
    gateway.error_for.clear()
    assert broker.order(request.reference) is None
    assert broker.submit(request).status is OrderStatus.WORKING


def test_an_immediate_order_that_found_nobody_is_cancelled_and_not_refused(scene, gateway):
    broker, request = scene.broker(), limited(scene)
    answered_with(gateway, status("PendingSubmit"), status("Cancelled"), code(202, "Order Canceled - reason:"))
    assert broker.submit(request).status is OrderStatus.CANCELLED


@pytest.mark.parametrize(
    ("word", "stands"),
    [
        ("PreSubmitted", OrderStatus.WORKING),
        ("Submitted", OrderStatus.WORKING),
        ("PendingCancel", OrderStatus.WORKING),
        ("ApiCancelled", OrderStatus.CANCELLED),
        ("Cancelled", OrderStatus.CANCELLED),
        ("Inactive", OrderStatus.REJECTED),  # the gateway lists it among those that are over
    ],
)
def test_each_status_has_its_meaning(scene, gateway, word, stands):
    broker, request = scene.broker(), limited(scene)
    answered_with(gateway, status("PreSubmitted"), status(word))
    broker.submit(request)
    assert broker.order(request.reference).status is stands


def test_an_inactive_order_that_nobody_refused_is_held(scene, gateway):
    broker = scene.broker()
    answered_with(gateway, status("Inactive"), code(399, "Your order will not be placed at the exchange until 09:30"))
    held = broker.submit(limited(scene))
    assert (held.status, "09:30" in held.reason) == (OrderStatus.RECEIVED, True)


def test_statuses_in_an_odd_order_do_not_undo_a_fill(scene, gateway):
    broker, request = scene.broker(), limited(scene, steps=2)
    answered_with(gateway, filled("2"), status("Filled"), only_status("Submitted"), only_status("PreSubmitted"))
    broker.submit(request)
    assert broker.order(request.reference).status is OrderStatus.FILLED


def test_a_status_that_tells_more_than_the_executions_counts(scene, gateway):
    broker, request = scene.broker(), limited(scene, steps=100)
    sent = broker.submit(request)
    made = gateway.fill(int(sent.id), "40", "90")
    gateway.say(messages.order_status(made.order, "Submitted", Decimal(100)))
    assert broker.order(request.reference).filled == 40  # the list of open orders is newer, and says 40
    gateway.do(lambda: setattr(made.order, "filled", Decimal(100)))
    assert broker.order(request.reference).filled == 100
    assert sum(fill.volume for fill in broker.fills(EVER)) == 40


def test_an_execution_that_is_told_again_and_again_counts_once(scene, gateway):
    broker, request = scene.broker(), limited(scene, steps=5)
    sent = broker.submit(request)
    made = gateway.fill(int(sent.id), "2", "90")
    for _ in range(3):
        gateway.say(messages.execution(-1, made), messages.commission(made))
    gateway.do(lambda: gateway.made.extend([made, made]))
    assert broker.order(request.reference).filled == 2
    assert [(fill.volume, fill.commission) for fill in broker.fills(EVER)] == [(2, -1)]


def test_a_correction_takes_the_place_of_what_it_corrects(scene, gateway):
    broker, request = scene.broker(), limited(scene, steps=5)
    sent = broker.submit(request)
    made = gateway.fill(int(sent.id), "3", "90")
    (before,) = broker.fills(EVER)
    corrected = gateway.correct(made, "2", "89.5")
    (after,) = broker.fills(EVER)
    assert corrected.exec_id.endswith(".02")
    assert (after.id, after.volume, after.price) == (before.id, 2, Decimal("89.5"))
    assert broker.order(request.reference).filled == 2


def test_a_trade_that_is_taken_back_is_told_no_more(scene, gateway):
    broker, request = scene.broker(), limited(scene, steps=5)
    sent = broker.submit(request)
    gateway.correct(gateway.fill(int(sent.id), "3", "90"), "0", "90")
    assert list(broker.fills(EVER)) == []
    assert broker.order(request.reference).filled == 0


@pytest.mark.parametrize("told", ["late", "never"])
def test_a_fill_is_told_before_its_commission_and_again_with_it(scene, gateway, told):
    gateway.commissions = told
    broker = scene.broker()
    made = gateway.fill(int(broker.submit(limited(scene)).id), "1", "90")
    (fill,) = broker.fills(EVER)
    assert (fill.commission, fill.profit, fill.comment) == (0, 0, "commission not told yet")
    assert not fill.costs_told
    if told == "late":
        gateway.tell_commission(made)
        (again,) = broker.fills(EVER)
        assert (again.id, again.commission, again.comment) == (fill.id, -1, "")
        assert again.costs_told
        assert again.profit + again.commission == 0, "an opening trade's commission is part of what it cost"


def test_a_commission_in_another_currency_is_valued_as_the_broker_values_it(scene, gateway):
    broker = scene.broker()
    made = gateway.fill(int(broker.submit(limited(scene)).id), "1", "90")
    made.currency, made.commission, made.realised = "EUR", "2.00", "10"
    (fill,) = broker.fills(EVER)
    # 10 EUR realised, both commissions subtracted already: with its own, 2 EUR, the trade itself made 12.
    assert (fill.commission, fill.profit) == (Decimal("-2.1710"), Decimal("13.026"))
    assert fill.profit + fill.commission == Decimal("10.855")
    assert fill.costs_told
    assert fill.comment == "commission 2.0 EUR at 1.0855"


def test_fills_reach_a_day_further_back_than_asked_since_they_may_be_told_late(scene, gateway):
    broker = scene.broker()
    made = gateway.fill(int(broker.submit(limited(scene)).id), "1", "90")
    made.time = "20261119 10:00:00 US/Eastern"
    assert len(broker.fills(datetime(2026, 11, 20, 12, tzinfo=UTC))) == 1
    assert broker.fills(datetime(2026, 11, 20, 12, tzinfo=UTC))[0].at == datetime(2026, 11, 19, 15, tzinfo=UTC)
    assert not broker.fills(datetime(2026, 11, 21, 12, tzinfo=UTC))
