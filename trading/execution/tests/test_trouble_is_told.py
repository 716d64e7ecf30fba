"""Orders that go wrong are on the trail, and told by notice and webhook to whoever may see them."""

from collections import deque
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.hooks.gates import why_not
from accounts.hooks.models import Message
from accounts.hooks.tests.scenes import a_hook
from accounts.hooks.tests.scenes import queued as queued_for_hooks
from accounts.notices.domain.timing import Timing
from accounts.notices.models import Notice
from accounts.notices.tests.scenes import a_rule, mail_channel, queued
from accounts.notices.texts import write
from accounts.tests.people import staff
from accounts.trail.api import events_about
from fidus.lib import clock
from trading.brokers.facts import OrderStatus
from trading.execution.tests.scenes import (
    a_lane,
    an_account,
    an_order,
    fresh,
    kinds,
    market_of,
    scripted_brokers,
    some_orders,
)
from trading.execution.tests.scripted import CAN, Market
from trading.orders.domain.instruction_states import InstructionState as State
from trading.orders.domain.taking import Word
from trading.orders.models import Instruction
from trading.orders.services.take_words import take_words
from trading.orders.services.withdraw_orders import withdraw_orders
from trading.signals.tests.scenes import a_developer, a_strategy

TROUBLES = [
    "OrderRejected", "OrderOutcomeUnknown", "OrderFoundAbsent", "OrderOverfilled", "EntryFilledAfterExit",
    "ProtectionOvertraded", "ProtectionEnded",
]  # fmt: skip


@pytest.fixture
def scripted(db):
    with scripted_brokers():
        yield


def told_of(order) -> list[tuple[str, dict[str, object]]]:
    return [(event.kind, event.data) for event in events_about(subject=order.subject)]


def test_a_refused_order_is_told_to_its_developer_and_to_whoever_oversees_and_to_nobody_else(committed_db):
    mine, other, trader = a_developer(), a_developer(), staff("trader", "tina@example.test")
    for user in (mine, other, trader):
        a_rule(mail_channel(user), kinds=TROUBLES)
        a_hook(f"https://{user.pk}.example/hear", by=user, kinds=TROUBLES)
    strategy = a_strategy(mine)
    with scripted_brokers():
        account = an_account(Market(script=deque(["reject"])))
        order = an_order(account, strategy=strategy, by=trader)
        a_lane(account).serve()
    words = {"account": account.pk, "strategy": strategy.code, "words": "there is not enough money", "code": "margin"}
    assert told_of(order) == [("OrderRejected", words)]
    queued(), queued_for_hooks()
    notices = Notice.objects.filter(kind="OrderRejected").select_related("channel")
    assert {notice.channel.owner_id for notice in notices} == {mine.pk, trader.pk}
    assert {(notice.about, notice.urgent) for notice in notices} == {(order.subject, True)}
    (event,) = events_about(subject=order.subject)
    written = write(notices[0], event, owner=mine, timing=Timing())
    assert written.title == f"The broker refused an order: order {order.reference}"
    assert f"there is not enough money\nStrategy {strategy.code}" in written.text
    assert written.url.endswith(f"/orders/instruction/{order.pk}/change/")
    # A webhook's message is asked after when it is sent.
    messages = Message.objects.filter(kind="OrderRejected", path=f"instructions/{order.reference}")
    assert {message.hook.owner_id for message in messages if not why_not(message.hook, message)} == {mine.pk, trader.pk}


def test_an_order_that_nobody_answered_for_is_told_once(scripted):
    account = an_account(Market(script=deque(["timeout"])))
    order = an_order(account)
    a_lane(account).serve()
    assert kinds(order).count("lost") == 1
    assert told_of(order) == [
        ("OrderOutcomeUnknown", {"account": account.pk, "strategy": "", "words": "no answer"})
    ]  # fmt: skip


def test_an_order_that_is_found_absent_is_told_to_its_developer(committed_db):
    mine, other = a_developer(), a_developer()
    for user in (mine, other):
        a_rule(mail_channel(user), kinds=TROUBLES)
        a_hook(f"https://{user.pk}.example/hear", by=user, kinds=TROUBLES)
    strategy = a_strategy(mine)
    with scripted_brokers():
        account = an_account(Market(can=replace(CAN, comes_late=False), script=deque(["lost"])))
        order = an_order(account, strategy=strategy)
        a_lane(account).serve()
    assert fresh(order).state == State.ABSENT
    (kind, data), _ = told_of(order)
    assert (kind, data["account"], data["strategy"]) == ("OrderFoundAbsent", account.pk, strategy.code)
    queued(), queued_for_hooks()
    notice = Notice.objects.select_related("channel").get(kind="OrderFoundAbsent")
    assert (notice.channel.owner_id, notice.about, notice.urgent) == (mine.pk, order.subject, True)
    written = write(notice, events_about(subject=order.subject)[0], owner=mine, timing=Timing())
    assert written.title == f"The broker has none of an order: order {order.reference}"
    assert "The broker has none of it: asked once" in written.text
    messages = Message.objects.filter(kind="OrderFoundAbsent", path=f"instructions/{order.reference}")
    assert {message.hook.owner_id for message in messages if not why_not(message.hook, message)} == {mine.pk}


def test_who_cancels_what_nobody_knows_of_gets_no_other_in_its_place(scripted):
    account = an_account(Market(can=replace(CAN, comes_late=False)))
    kept, unwanted = some_orders(account, 2)
    Instruction.objects.filter(account=account).update(state=State.SENDING, sent_at=clock.now())
    withdraw_orders(Instruction.objects.filter(pk=unwanted.pk), words="Not any more.", by=None)
    lane = a_lane(account)
    lane.serve(), lane.serve()
    assert [fresh(order).state for order in (kept, unwanted)] == [State.ABSENT, State.ABSENT]
    assert [row.replaces_id for row in Instruction.objects.exclude(replaces=None)] == [kept.pk]
    last = {order.pk: told_of(order)[0][1]["words"] for order in (kept, unwanted)}
    assert "another order takes its place" in last[kept.pk]
    assert "another order" not in last[unwanted.pk]


def test_orders_whose_sender_died_are_told_each(scripted):
    account = an_account()
    orders = some_orders(account, 3)
    Instruction.objects.filter(account=account).update(state=State.SENDING)
    a_lane(account).serve()
    assert {kind for order in orders for kind, _ in told_of(order)} == {"OrderOutcomeUnknown"}
    assert all(len(told_of(order)) == 1 for order in orders)


def test_more_than_was_ordered_is_told_with_both_volumes(scripted):
    account = an_account(Market(script=deque(["fill"])))
    order = an_order(account)
    lane = a_lane(account)
    lane.serve()
    market_of(account).fill(fresh(order).broker_order, "20", over=True)
    lane.serve(compare=True)
    lane.serve(compare=True)
    ((kind, data),) = told_of(order)
    assert (kind, data["volume"], data["filled"]) == ("OrderOverfilled", "100.00000000", "120.00000000")


def test_what_goes_well_asks_the_database_nothing_for_it(scripted):
    account = an_account(Market(then="fill"))
    some_orders(account, 3)
    asked: list[str] = []

    def listen(execute, statement, *rest):
        asked.append(statement)
        return execute(statement, *rest)

    with connection.execute_wrapper(listen):
        a_lane(account).serve()
    assert any("orders_orderevent" in statement for statement in asked)
    assert not [statement for statement in asked if "trail_event" in statement]


def test_many_refused_at_once_cost_two_statements_more(scripted):
    orders = some_orders(an_account(), 5)
    Instruction.objects.update(state=State.SENDING)
    words = [Word(instruction_id=order.pk, status=OrderStatus.REJECTED, reason="no") for order in orders]
    with CaptureQueriesContext(connection) as asked:
        take_words(words)
    assert len(asked) == 5
    assert [len(told_of(order)) for order in orders] == [1] * 5
