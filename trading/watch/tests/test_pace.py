"""When the next visit is due."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.watch.domain import rounding
from trading.watch.domain.breaker import FIRST_PAUSE, LONGEST_PAUSE, TOO_OFTEN, Breaker, after_all
from trading.watch.domain.breaker_states import CLOSED, HALF_OPEN, OPEN
from trading.watch.domain.pace import (
    AFTER_LOGIN_REFUSED,
    BACK_OFF,
    Failure,
    Pace,
    after_failure,
    after_visit,
    interval,
    is_lost,
)
from trading.watch.domain.visits import Failed, Turn, after_failed

SHARES = st.floats(0, 1, exclude_max=True)
KINDS = st.sampled_from(Failure)


def test_an_account_with_something_open_is_visited_more_often():
    pace = Pace(busy=25, idle=60)
    assert [interval(pace, positions=p, orders=o) for p, o in ((0, 0), (1, 0), (0, 1))] == [60, 25, 25]
    with pytest.raises(ValueError, match="at least as often"):
        Pace(busy=60, idle=30)


@given(every=st.floats(1, 4000), share=SHARES)
def test_a_visit_is_never_later_than_its_interval_and_not_much_earlier(every, share):
    assert 0.85 * every <= after_visit(every, share) <= every


def test_pauses_double_up_to_the_longest():
    assert [after_failure(Failure.NOT_SENT, n, 0) for n in range(1, 9)] == [5, 10, 20, 40, 80, 160, 300, 300]
    assert after_failure(Failure.NOT_SENT, 5000, 0) == 300


@given(kind=KINDS, in_a_row=st.integers(1, 10_000), share=SHARES, told=st.none() | st.floats(0, 10_000))
def test_pauses_only_grow_stay_bounded_and_keep_to_what_the_broker_asks(kind, in_a_row, share, told):
    pause = after_failure(kind, in_a_row, share, told=told)
    assert pause <= after_failure(kind, in_a_row + 1, share, told=told)
    if kind is not Failure.LOGIN_REFUSED:
        assert pause >= (told or 0)
        assert pause <= max(BACK_OFF[kind][1], told or 0) * 1.15


def test_a_refused_login_is_tried_once_more_and_then_once_a_day():
    assert [after_failure(Failure.LOGIN_REFUSED, n, 0.5) for n in (1, 2, 3)] == [
        AFTER_LOGIN_REFUSED[0], AFTER_LOGIN_REFUSED[1], AFTER_LOGIN_REFUSED[1],
    ]  # fmt: skip


def test_people_are_told_when_it_failed_often_enough_and_long_enough():
    assert [is_lost(n, silent) for n, silent in ((2, 500), (3, 119), (3, 120), (9, 5))] == [False, False, True, False]


def test_what_was_never_set_up_is_not_lost_and_a_refused_login_counts_its_own_row():
    now = datetime(2026, 11, 20, tzinfo=UTC)
    turn = Turn(state="watching", failures=9, failure_kind="not sent", tried_since=now - timedelta(hours=1),
                unreachable_since=None)  # fmt: skip
    for kind, news in ((Failure.NOT_SENT, {"lost"}), (Failure.NOT_CONNECTED, set())):
        assert after_failed(turn, Failed(kind, "", ""), now, 0, 25).news == news
    refused = after_failed(turn, Failed(Failure.LOGIN_REFUSED, "", ""), now, 0, 25)
    assert (refused.state, refused.failures, refused.wait, refused.news) == ("refused", 1, 900, {"login refused"})


def failed(times):
    return [Failure.NOT_SENT] * times


def test_a_gateway_that_fails_too_often_is_spared_then_tried_by_one_then_asked_by_all():
    breaker = after_all(Breaker(), failed(TOO_OFTEN - 1))
    assert (breaker.state, breaker.room(4)) == (CLOSED, 4)
    breaker = breaker.after(Failure.NOT_SENT)
    assert (breaker.state, breaker.room(4), breaker.pause) == (OPEN, 0, FIRST_PAUSE)
    breaker = breaker.tried()
    assert (breaker.state, breaker.room(4)) == (HALF_OPEN, 1)
    breaker = breaker.after(Failure.NOT_SENT)
    assert (breaker.state, breaker.pause) == (OPEN, 2 * FIRST_PAUSE)
    assert breaker.tried().after(None) == Breaker()


def test_one_account_of_many_that_fails_opens_nothing():
    kinds = [Failure.NOT_SENT, None] * 50
    assert after_all(Breaker(), kinds) == Breaker()


@pytest.mark.parametrize("kind", [Failure.REFUSED, Failure.LOGIN_REFUSED, Failure.WRONG_ACCOUNT])
def test_a_no_is_an_answer_of_the_gateway(kind):
    assert after_all(Breaker(), [*failed(4), kind]) == Breaker()
    assert Breaker(HALF_OPEN, 5, 1).after(kind) == Breaker()


@given(st.lists(st.none() | KINDS, max_size=60))
def test_whatever_happens_it_is_open_only_after_failures_in_a_row_and_pauses_are_bounded(kinds):
    breaker = Breaker()
    for kind in kinds:
        if breaker.state == OPEN:
            breaker = breaker.tried()
        breaker = breaker.after(kind)
        assert FIRST_PAUSE <= breaker.pause <= LONGEST_PAUSE
        assert (breaker.state == OPEN) <= (breaker.failures >= TOO_OFTEN)
        assert breaker.room(3) in {0, 1, 3}
        if kind is None:
            assert breaker == Breaker()


def test_figures_are_rounded_half_even_and_nonsense_is_none():
    assert [rounding.amount(Decimal(text)) for text in ("1.0005", "1.0015", "-0.0001")] == [
        Decimal("1.000"), Decimal("1.002"), Decimal(0),
    ]  # fmt: skip
    assert rounding.percent(Decimal("1e30")) == Decimal(10) ** 18 - 1
    for nonsense in ("NaN", "Infinity", "1e20"):
        with pytest.raises(rounding.NoFigure):
            rounding.amount(Decimal(nonsense))
