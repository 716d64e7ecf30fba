"""What a broker's word does to an instruction."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.brokers.facts import OrderStatus as Told
from trading.orders.domain.following import step_for
from trading.orders.domain.instruction_states import ENDS_HERE, ENDS_THERE, OUT, TABLE
from trading.orders.domain.instruction_states import InstructionState as State


@pytest.mark.parametrize(
    ("state", "status", "filled", "leads_to"),
    [
        (State.SENDING, Told.RECEIVED, 0, State.ACCEPTED),
        (State.SENDING, Told.FILLED, 100, State.FILLED),
        (State.ACCEPTED, Told.WORKING, 40, State.PARTIAL),
        (State.ACCEPTED, None, 40, State.PARTIAL),
        (State.PARTIAL, None, 100, State.FILLED),
        (State.PARTIAL, Told.CANCELLED, 40, State.CANCELLED),
        (State.UNKNOWN, Told.REJECTED, 0, State.REJECTED),
        # Interactive Brokers says Cancelled (10349), and then it fills all the same.
        (State.CANCELLED, Told.FILLED, 100, State.FILLED),
        (State.CANCELLED, Told.WORKING, 0, State.ACCEPTED),
        (State.CANCELLED, Told.WORKING, 40, State.PARTIAL),
        (State.ABSENT, None, 100, State.FILLED),
    ],
)
def test_words_that_lead_on(state, status, filled, leads_to):
    action = step_for(state, status=status, filled=Decimal(filled), volume=Decimal(100))
    assert TABLE[state, action] == leads_to


@pytest.mark.parametrize(
    ("state", "status", "filled"),
    [
        (State.ACCEPTED, Told.WORKING, 0),
        (State.PARTIAL, Told.PARTIAL, 60),
        (State.CANCELLED, None, 40),  # a late part: it stays cancelled, with more filled
        (State.CANCELLED, Told.CANCELLED, 40),
        (State.FILLED, Told.CANCELLED, 100),
        (State.FILLED, Told.WORKING, 40),  # an older word that comes late
    ],
)
def test_words_that_change_nothing(state, status, filled):
    assert step_for(state, status=status, filled=Decimal(filled), volume=Decimal(100)) is None


@given(st.sampled_from([*OUT, *ENDS_THERE]), st.sampled_from([None, *Told]), st.integers(0, 120))
def test_every_word_has_its_step(state, status, filled):
    action = step_for(state, status=status, filled=Decimal(filled), volume=Decimal(100))
    assert action is None or (state, action) in TABLE
    if filled >= 100:
        assert state is State.FILLED or TABLE[state, action] == State.FILLED


@pytest.mark.parametrize("state", [State.HELD, State.READY, *ENDS_HERE])
def test_nobody_tells_of_what_was_never_sent(state):
    with pytest.raises(ValueError, match="cannot tell"):
        step_for(state, status=Told.WORKING, filled=Decimal(0), volume=Decimal(100))
