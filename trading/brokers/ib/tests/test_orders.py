"""What a gateway says of orders, in the order and with the gaps that it has been seen to say it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from trading.brokers.base import NotSent, OutcomeUnknown, Refused, Throttled
from trading.brokers.facts import Change, OrderStatus
from trading.brokers.ib.tests import messages
from trading.brokers.tests.contract import EVER, limited, wanted


def answered_with(gateway, *acts):
    """The next orders are answered by `acts(gateway, peer, order)`, all in one go."""

    def answer(peer, order):
        for act in acts:
            act(gateway, peer, order)

    gateway.answer_orders = answer


def code(number, words="words of TWS"):
    return lambda _gateway, peer, order: peer.send(messages.error(order.order_id, number, words))


def status(word, **changed):
    def tell(_gateway, peer, order):
        order.status = word
        peer.send(messages.open_order(order), messages.order_status(order, **changed))

    return tell


def only_status(word):
    return lambda _gateway, peer, order: peer.send(messages.order_status(order, word))


def filled(volume, price="90"):
    return lambda gateway, _peer, order: gateway._fill(order, Decimal(volume), Decimal(price))


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
    answered_with(gateway, code(9_999, "what is this"))
    with pytest.raises(OutcomeUnknown, match="what is this"):
        broker.submit(request)
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
    assert (fill.commission, fill.comment) == (0, "commission not told yet")
    if told == "late":
        gateway.tell_commission(made)
        (again,) = broker.fills(EVER)
        assert (again.id, again.commission, again.comment) == (fill.id, -1, "")


def test_a_commission_in_another_currency_is_valued_as_the_broker_values_it(scene, gateway):
    broker = scene.broker()
    made = gateway.fill(int(broker.submit(limited(scene)).id), "1", "90")
    made.currency, made.commission, made.realised = "EUR", "2.00", "10"
    (fill,) = broker.fills(EVER)
    assert (fill.commission, fill.profit) == (Decimal("-2.1710"), Decimal("10.855"))
    assert fill.comment == "commission 2.0 EUR at 1.0855"


def test_fills_reach_a_day_further_back_than_asked_since_they_may_be_told_late(scene, gateway):
    broker = scene.broker()
    made = gateway.fill(int(broker.submit(limited(scene)).id), "1", "90")
    made.time = "20261119 10:00:00 US/Eastern"
    assert len(broker.fills(datetime(2026, 11, 20, 12, tzinfo=UTC))) == 1
    assert broker.fills(datetime(2026, 11, 20, 12, tzinfo=UTC))[0].at == datetime(2026, 11, 19, 15, tzinfo=UTC)
    assert not broker.fills(datetime(2026, 11, 21, 12, tzinfo=UTC))


# ---- cancelling and changing


def test_a_cancel_that_comes_too_late_tells_of_the_fill(scene, gateway):
    broker, request = scene.broker(), limited(scene)
    sent = broker.submit(request)
    gateway.tells_fills = False
    gateway.fill(int(sent.id), "1", "90")
    state = broker.cancel(sent.id)
    assert (state.status, state.filled) == (OrderStatus.FILLED, 1)


def test_a_cancel_that_is_not_answered_has_an_unknown_outcome(scene, gateway):
    broker = scene.broker()
    sent = broker.submit(limited(scene))
    gateway.mute.add(4)
    with pytest.raises(OutcomeUnknown):
        broker.cancel(sent.id)


def test_orders_of_other_clients_and_of_people_are_seen_and_not_touched(scene, gateway):
    broker = scene.broker()
    sent = broker.submit(limited(scene))
    (order,) = gateway.by_reference(sent.reference)
    gateway.do(lambda: vars(order).update(client_id=0, order_id=-3, reference=""))
    other = scene.broker(options={"client_ids": "20"})
    (seen,) = other.orders()
    assert seen.id == sent.id
    with pytest.raises(Refused, match="by hand"):
        other.cancel(seen.id)


def test_a_change_of_an_order_that_is_gone_is_refused_and_makes_no_new_order(scene, gateway):
    broker, request = scene.broker(), limited(scene)
    sent = broker.submit(request)
    gateway.tells_fills = False
    gateway.fill(int(sent.id), "1", "90")
    with pytest.raises(Refused):
        broker.replace(sent.id, Change(limit_price=Decimal(91)))
    assert scene.count_of(request.reference) == 1


def test_a_change_that_is_refused_leaves_the_order_as_it_was(scene, gateway):
    broker, request = scene.broker(), limited(scene)
    sent = broker.submit(request)
    gateway.error_for[3] = (110, "The price does not conform to the minimum price variation for this contract.")
    with pytest.raises(Refused, match="minimum price"):
        broker.replace(sent.id, Change(limit_price=Decimal("91.003")))
    found = broker.order(request.reference)
    assert (found.status, found.limit_price) == (OrderStatus.WORKING, 90)


def test_a_change_whose_answer_is_lost_is_never_a_second_order(scene, gateway):
    broker, request = scene.broker(), limited(scene)
    sent = broker.submit(request)
    gateway.mute.add(3)
    with pytest.raises(OutcomeUnknown):
        broker.replace(sent.id, Change(limit_price=Decimal(91)))
    assert len(gateway.by_reference(request.reference)) == 1


def test_the_same_reference_is_never_sent_twice(scene):
    broker, request = scene.broker(), limited(scene)
    broker.submit(request)
    with pytest.raises(Refused, match="before"):
        broker.submit(request)
    assert scene.count_of(request.reference) == 1


def test_sizes_and_prices_go_over_the_wire_as_they_are_written(scene, gateway):
    broker = scene.broker()
    gateway.do(lambda: gateway.listed.append(messages.Listed(9, "TINY", step="0.00000001", smallest="0.00000001")))
    request = replace(limited(scene), symbol="TINY", volume=Decimal("0.00000123"), limit_price=Decimal("0.0000001"))
    broker.submit(request)
    (fields,) = gateway.messages_of(3)
    assert (fields[17], fields[19]) == ("0.00000123", "0.0000001")
    found = broker.order(request.reference)
    assert (found.volume, found.limit_price) == (Decimal("0.00000123"), Decimal("0.0000001"))


def test_what_the_api_cannot_do_is_refused_before_it_is_sent(scene, gateway):
    broker = scene.broker()
    for request in (wanted(scene, stop_loss=Decimal(1)), wanted(scene, closes="7"), wanted(scene, reference="F" * 41)):
        with pytest.raises(Refused):
            broker.submit(request)
    assert not gateway.messages_of(3)
