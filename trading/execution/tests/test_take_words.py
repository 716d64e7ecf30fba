"""What brokers say is kept once, in any order, by whatever way it comes."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from trading.brokers.facts import FillState, OrderStatus, Side
from trading.execution.tests.scenes import an_account, an_order, fresh, kinds, scripted_brokers
from trading.orders.domain.instruction_states import InstructionState as State
from trading.orders.domain.taking import Word
from trading.orders.models import EventKind, Fill, Instruction
from trading.orders.services.move_instruction import move_instruction
from trading.orders.services.take_words import take_word, take_words

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.fixture
def sent():
    with scripted_brokers():
        order = an_order(an_account())
        Instruction.objects.filter(pk=order.pk).update(state=State.SENDING, sent_at=AT)
        yield order


def word(order, **given) -> Word:
    return Word(instruction_id=order.pk, **{"order_id": "7", **given})


def trade(number="T1", volume="40", **given) -> FillState:
    plain = {
        "order_id": "7", "symbol": "INVENTED", "side": Side.BUY, "volume": Decimal(volume), "price": Decimal(100),
        "at": AT,
    }  # fmt: skip
    return FillState(**{**plain, "id": number, **given})


def test_an_answer_gives_the_number_and_the_state(sent):
    taken = take_word(word(sent, status=OrderStatus.WORKING, took=4.1))
    row = fresh(sent)
    assert (row.state, row.broker_order, taken.action) == (State.ACCEPTED, "7", "accept")
    assert row.answered_at
    assert row.done_at is None
    event = row.events.get(kind=EventKind.ACCEPTED)
    assert event.took == Decimal("4.100")


def test_the_same_word_twice_changes_nothing(sent):
    told = word(sent, status=OrderStatus.PARTIAL, filled=Decimal(40), fills=[trade()])
    take_word(told)
    before = fresh(sent), kinds(sent)
    assert take_word(told).changed is False
    after = fresh(sent), kinds(sent)
    assert before[1] == after[1]
    assert (before[0].state, before[0].filled) == (after[0].state, after[0].filled) == (State.PARTIAL, Decimal(40))


def test_a_trade_told_by_two_ways_is_one_fill(sent):
    take_word(word(sent, fills=[trade(), trade("T2", "10")]))
    take_word(word(sent, status=OrderStatus.PARTIAL, filled=Decimal(50), fills=[trade("T2", "10")]))
    row = fresh(sent)
    assert Fill.objects.count() == 2
    assert (row.filled, row.told_filled, row.state) == (Decimal(50), Decimal(50), State.PARTIAL)


def test_the_average_price_is_that_of_the_fills(sent):
    take_word(word(sent, fills=[trade(), trade("T2", "60", price=Decimal(110))]))
    row = fresh(sent)
    assert (row.average_price, row.state) == (Decimal(106), State.FILLED)
    assert row.done_at


def test_forty_of_a_hundred_and_then_the_end(sent):
    take_word(word(sent, status=OrderStatus.CANCELLED, filled=Decimal(40), fills=[trade()], reason="no more to be had"))
    row = fresh(sent)
    assert (row.state, row.filled, row.reason, row.open_volume) == (
        State.CANCELLED, Decimal(40), "no more to be had", Decimal(0)
    )  # fmt: skip
    assert kinds(sent)[-2:] == ["filled", "cancelled"]


def test_a_fill_after_the_end_is_late_and_opens_it_again(sent):
    take_word(word(sent, status=OrderStatus.CANCELLED))
    take_word(word(sent, fills=[trade(volume="100")]))
    row = fresh(sent)
    assert (row.state, row.reason) == (State.FILLED, "")
    assert Fill.objects.get().late
    assert row.done_at


def test_more_than_was_ordered_is_said_once(sent):
    take_word(word(sent, fills=[trade(volume="100")]))
    take_word(word(sent, fills=[trade("T2", "20")]))
    take_word(word(sent, fills=[trade("T3", "20")]))
    assert fresh(sent).filled == 140
    assert kinds(sent).count("overfilled") == 1


def test_a_provisional_number_becomes_permanent_and_a_permanent_one_stays(sent):
    take_word(word(sent, status=OrderStatus.RECEIVED, order_id="7.12"))
    take_word(word(sent, status=OrderStatus.WORKING, order_id="900100"))
    take_word(word(sent, status=OrderStatus.WORKING, order_id="900200"))
    assert fresh(sent).broker_order == "900100"
    with pytest.raises(IntegrityError), transaction.atomic():
        Instruction.objects.filter(pk=sent.pk).update(broker_order="1")


def test_many_words_of_many_orders_at_once(sent):
    other = an_order(sent.account)
    Instruction.objects.filter(pk=other.pk).update(state=State.SENDING, sent_at=AT)
    taken = take_words([
        word(other, status=OrderStatus.REJECTED, order_id="", reason="no", code="17"),
        word(sent, status=OrderStatus.FILLED, filled=Decimal(100), fills=[trade(volume="100")]),
    ])  # fmt: skip
    assert [one.instruction.pk for one in taken] == [other.pk, sent.pk]
    assert (fresh(other).state, fresh(other).code, fresh(sent).state) == (State.REJECTED, "17", State.FILLED)


def test_what_we_think_ready_and_is_there_is_not_sent_again(sent):
    ready = an_order(sent.account)
    take_word(word(ready, status=OrderStatus.WORKING, order_id="8"))
    assert fresh(ready).state == State.ACCEPTED


def test_nobody_can_tell_of_what_never_left(sent):
    for state in (State.HELD, State.DRY_RUN):
        kept = an_order(sent.account, state=state)
        assert take_word(word(kept, status=OrderStatus.WORKING, order_id="9")) is None
        assert fresh(kept).state == state


def test_a_step_of_ours_is_taken_once(sent):
    held = an_order(sent.account, state=State.HELD)
    again = fresh(held)
    assert move_instruction(held, "release", kind=EventKind.RELEASED)
    assert not move_instruction(again, "release", kind=EventKind.RELEASED)
    with pytest.raises(KeyError):
        move_instruction(replace_state(held, State.FILLED), "release", kind=EventKind.RELEASED)
    assert kinds(held) == ["placed", "released"]


def replace_state(order, state):
    order.state = state
    return order


def test_whoever_may_not_write_any_more_writes_nothing(sent):
    def stop() -> None:
        raise PermissionError

    with pytest.raises(PermissionError), transaction.atomic():
        take_words([word(sent, status=OrderStatus.WORKING)], before=stop)
    assert fresh(sent).state == State.SENDING


def test_an_older_count_takes_nothing_back(sent):
    take_word(word(sent, status=OrderStatus.PARTIAL, filled=Decimal(60)))
    take_word(word(sent, status=OrderStatus.PARTIAL, filled=Decimal(40)))
    assert fresh(sent).told_filled == 60
