"""When two messages are one signal: by their developer's id, the bar's time, or the minute."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.signals.domain.sameness import WINDOW, Seen, Verdict, compare, fingerprint

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
BAR, NEXT_BAR = NOON - timedelta(hours=1), NOON


def seen(own="", content="a", bar=None, seconds=0.0):
    return Seen(own or "auto-x", bool(own), content, bar, NOON + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("new", "old", "verdict"),
    [
        (seen("1"), seen("1"), Verdict.SAME),
        (seen("1", seconds=9e6), seen("1"), Verdict.SAME),
        (seen("1", "b"), seen("1", "a"), Verdict.CONFLICT),
        (seen("2"), seen("1"), Verdict.OTHER),
        (seen("2", bar=BAR), seen("1", bar=BAR), Verdict.OTHER),
        (seen(seconds=59), seen(), Verdict.SAME),
        (seen(seconds=60), seen(), Verdict.OTHER),
        (seen(content="b"), seen(), Verdict.OTHER),
        (seen(bar=BAR, seconds=3000), seen(bar=BAR), Verdict.SAME),
        (seen(bar=NEXT_BAR, seconds=1), seen(bar=BAR), Verdict.OTHER),
        (seen("1", seconds=5), seen(), Verdict.SAME),
        (seen(seconds=5), seen("1"), Verdict.SAME),
        (seen(seconds=5), seen("1", bar=BAR), Verdict.SAME),
    ],
)
def test_worked_examples(new, old, verdict):
    assert compare(new, old) is verdict


_seen = st.builds(
    seen,
    st.sampled_from(["", "1", "2"]),
    st.sampled_from("ab"),
    st.sampled_from([None, BAR, NEXT_BAR]),
    st.floats(-100, 100),
)


@given(_seen, _seen)
def test_it_does_not_matter_which_came_first(one, other):
    assert compare(one, other) is compare(other, one)


@given(st.floats(60, 1e6), st.floats(0, 60))
def test_what_is_no_longer_the_same_gets_another_fingerprint(later, second):
    first = NOON + timedelta(seconds=second)
    then = first + max(WINDOW, timedelta(seconds=later))
    one, two = (fingerprint(1, "a", bar_at=None, received_at=at) for at in (first, then))
    assert one != two
    assert len(one) <= 64


def test_fingerprints_of_strategies_and_bars_differ():
    prints = {
        fingerprint(strategy, content, bar_at=bar, received_at=NOON)
        for strategy in (1, 2)
        for content in "ab"
        for bar in (None, BAR, NOON)
    }
    assert len(prints) == 12
