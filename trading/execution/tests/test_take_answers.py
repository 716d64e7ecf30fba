"""What brokers answer to what was just sent: one statement, and nothing where the lane is another's."""

import uuid
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection

from accounts.trail.api import events_about
from trading.brokers.facts import FillState, OrderStatus, Side
from trading.execution.errors import LaneLost
from trading.execution.services.claim_orders import claim_orders
from trading.execution.services.hold_lanes import LaneFence, take_lanes
from trading.execution.tests.scenes import an_account, fresh, kinds, scripted_brokers, some_orders
from trading.models import BrokerAccount
from trading.orders.domain.instruction_states import InstructionState as State
from trading.orders.domain.taking import Word
from trading.orders.models import EventKind, Instruction
from trading.orders.services.append_events import NewEvent
from trading.orders.services.take_answers import take_answers
from trading.signals.models import Signal
from trading.signals.services.receive_signal import receive_signal
from trading.signals.tests.scenes import a_door, a_strategy

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.fixture
def lane():
    with scripted_brokers():
        account = an_account()
        yield LaneFence(account.pk, take_lanes([account.pk])[account.pk])


def claimed(lane, many=2):
    some_orders(BrokerAccount.objects.get(pk=lane.account), many)
    return {row.pk: row for row in claim_orders(lane.account, lane.holder, many)}


def take(lane, rows, **given):
    plain = {"status": OrderStatus.FILLED, "filled": Decimal(100), "average_price": Decimal(7)}
    words = [Word(instruction_id=pk, order_id=str(pk), **{**plain, **given}) for pk in rows]
    sent = [NewEvent(pk, AT, EventKind.SENT) for pk in rows]
    return take_answers(words, rows, at=AT, earlier=sent, fence=lane)


@contextmanager
def statements():
    asked = []

    def note(execute, statement, values, many, context):
        asked.append(statement)
        return execute(statement, values, many, context)

    with connection.execute_wrapper(note):
        yield asked


def test_all_answers_are_one_statement(lane):
    rows = claimed(lane)
    with statements() as asked:
        taken = take(lane, rows)
    assert len(asked) == 1
    for one in taken:
        row = fresh(one.instruction)
        assert (row.state, row.told_filled, row.average_price, row.broker_order) == (State.FILLED, 100, 7, str(row.pk))
        assert row.done_at == one.instruction.done_at == AT
        assert kinds(row)[-2:] == ["sent", "filled"]


def test_nothing_is_written_where_the_lane_is_anothers(lane):
    rows = claimed(lane)
    with pytest.raises(LaneLost):
        take(LaneFence(lane.account, uuid.uuid4()), rows)
    for row in map(fresh, rows.values()):
        assert (row.state, row.told_filled) == (State.SENDING, 0)
        assert "sent" not in kinds(row)


def test_what_was_claimed_stays_as_it_is_for_whoever_has_to_write_again(lane):
    rows = claimed(lane)
    first = take(lane, rows)
    assert {row.state for row in rows.values()} == {State.SENDING}
    assert [(one.action, one.more) for one in take(lane, rows)] == [(one.action, one.more) for one in first]
    assert [kinds(row) for row in rows.values()] == [["placed", "claimed", "sent", "filled"]] * 2


def test_trades_and_what_people_hear_of_are_there_once_whoever_has_to_write_again(lane):
    """The first was committed, and the database was lost before it said so."""
    filled, refused = claimed(lane).values()
    trade = FillState(
        id="T1", order_id=str(filled.pk), symbol="INVENTED", side=Side.BUY, volume=Decimal(100), price=Decimal(8), at=AT
    )
    for _ in range(2):
        take(lane, {filled.pk: filled}, fills=[trade])
        take(lane, {refused.pk: refused}, status=OrderStatus.REJECTED, filled=Decimal(0), reason="No money")
    row = fresh(filled)
    assert (row.state, row.filled, row.average_price, row.fills.count()) == (State.FILLED, 100, 8, 1)
    assert kinds(row) == ["placed", "claimed", "sent", "filled"]
    assert kinds(refused) == ["placed", "claimed", "sent", "rejected"]
    assert len(events_about(subject=refused.subject)) == 1


def test_what_people_hear_of_is_on_the_trail(lane):
    rows = claimed(lane, 1)
    (one,) = take(lane, rows, status=OrderStatus.REJECTED, filled=Decimal(0), reason="No money", code="1")
    assert fresh(one.instruction).state == State.REJECTED
    (event,) = events_about(subject=one.instruction.subject)
    assert (event.kind, event.data["words"], event.data["code"]) == ("OrderRejected", "No money", "1")


def test_one_that_an_exit_wanted_gone_since_it_was_claimed_is_told_of(lane):
    rows = claimed(lane)
    exited, other = rows
    door = a_door(a_strategy()).door
    receive_signal(door=door, body=b"BUY INVENTED UNITS 1")
    Instruction.objects.filter(pk=exited).update(exit_signal=Signal.objects.get())
    taken = take(lane, rows)
    assert [one.instruction.pk for one in taken] == [exited, other]
    assert {fresh(row).state for row in rows.values()} == {State.FILLED}
    assert [kinds(rows[pk])[-2:] for pk in (exited, other)] == [["filled", "after exit"], ["sent", "filled"]]
    assert [event.kind for event in events_about(subject=rows[exited].subject)] == ["EntryFilledAfterExit"]


def test_trades_told_with_the_answer_are_kept(lane):
    rows = claimed(lane, 1)
    (pk,) = rows
    trade = FillState(
        id="T1", order_id=str(pk), symbol="INVENTED", side=Side.BUY, volume=Decimal(100), price=Decimal(8), at=AT
    )
    (one,) = take(lane, rows, fills=[trade])
    row = fresh(one.instruction)
    assert (row.filled, row.average_price, row.fills.count()) == (100, 8, 1)
    assert rows[pk].state == State.SENDING
