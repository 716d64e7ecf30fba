"""What a look at both sides does to a break: by hand, and for whatever sequence of looks."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from trading.reconciliation.domain.break_states import TRANSITIONS, BreakAction, BreakState, after
from trading.reconciliation.domain.comparing import PATIENCE, Accepted, Compared, Kind, first_state, what_happens

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
CENT = Decimal("0.01")
AMOUNTS = st.decimals(Decimal("-1e9"), Decimal("1e9"), places=2)


def compared(ours="0", theirs="0", *, seconds=0.0, live=True, kind=Kind.BALANCE, smallest=CENT):
    return Compared(
        account=1, kind=kind, subject="", ours=Decimal(ours), theirs=Decimal(theirs), live=live, smallest=smallest,
        seen_at=NOON + timedelta(seconds=seconds),
    )  # fmt: skip


def test_a_difference_of_a_look_is_a_suspicion_and_one_of_a_report_is_open():
    assert first_state(compared("100.00", "90.00")) is BreakState.SUSPECTED
    assert first_state(compared("100.00", "90.00", live=False)) is BreakState.OPEN


def test_a_suspicion_opens_only_by_a_later_look_and_never_by_the_same_one_growing_old():
    one = lambda seconds: what_happens(BreakState.SUSPECTED, NOON, None, compared("100", "90", seconds=seconds))  # noqa: E731
    assert one(0) is None
    assert one(89) is None
    assert one(90) is BreakAction.CONFIRM


def test_less_than_a_cent_is_no_difference_of_money_and_any_volume_is_one():
    assert compared("100.000", "100.009").agrees
    assert not compared("100.00", "100.01").agrees
    assert not compared("0.10", "0.11", kind=Kind.POSITION, smallest=Decimal(0)).agrees
    assert compared("0.10", "0.1000", kind=Kind.POSITION, smallest=Decimal(0)).agrees


def test_an_accepted_difference_of_twelve_give_or_take_one_holds_from_eleven_to_thirteen():
    accepted = Accepted(Decimal("-12.00"), Decimal("1.00"))
    for theirs, action in (("88", None), ("87", None), ("89", None), ("89.01", BreakAction.OUTGROW),
                           ("112", BreakAction.OUTGROW), ("100", BreakAction.AGREE)):  # fmt: skip
        assert what_happens(BreakState.ACCEPTED, NOON, accepted, compared("100", theirs)) is action, theirs


@given(ours=AMOUNTS, looks=st.lists(st.tuples(st.integers(1, 300), AMOUNTS, st.booleans()), max_size=12))
def test_whatever_is_seen_an_agreement_clears_at_once_and_nothing_else_does(ours, looks):
    state, since, at = None, NOON, NOON
    for seconds, theirs, same in looks:
        at += timedelta(seconds=seconds)
        found = compared(ours, ours if same else theirs, seconds=(at - NOON).total_seconds())
        if state is None:
            state, since = (None if found.agrees else first_state(found)), at
            continue
        action = what_happens(state, since, None, found)
        before, state = state, after(state, action) if action else state
        assert (state is BreakState.CLEARED) == found.agrees
        if before is BreakState.SUSPECTED and state is BreakState.OPEN:
            assert at - since >= PATIENCE
        if state is BreakState.CLEARED:
            state = None


@given(difference=AMOUNTS, band=st.decimals(0, 1000, places=2), moved=AMOUNTS)
def test_what_was_accepted_covers_exactly_its_band(difference, band, moved):
    found = compared("0", moved)
    action = what_happens(BreakState.ACCEPTED, NOON, Accepted(difference, band), found)
    if moved == 0:
        assert action is BreakAction.AGREE
    else:
        assert (action is None) == (difference - band <= moved <= difference + band)


def test_a_cleared_break_is_never_moved_again():
    assert not [old for old, _ in TRANSITIONS if old is BreakState.CLEARED]
