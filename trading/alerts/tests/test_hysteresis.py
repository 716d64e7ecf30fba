"""When a figure raises an alert and when it ends one: by hand, and for whatever a figure does."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from trading.alerts.domain.alert_states import TRANSITIONS, AlertState
from trading.alerts.domain.hysteresis import drawdown, ends_alert, raises_alert, why_no_rule
from trading.alerts.domain.kinds import KINDS, Kind

FIGURES = st.decimals(0, 1000, places=3)
UP_TO = st.decimals(0, 10_000, places=2)


def test_a_margin_level_opens_below_150_and_ends_at_165():
    bounds = Decimal(150), Decimal(165)
    assert [raises_alert(Kind.MARGIN_LEVEL, Decimal(one), bounds[0]) for one in ("149.99", "150")] == [True, False]
    assert [ends_alert(Kind.MARGIN_LEVEL, Decimal(one), bounds[1]) for one in ("164.99", "165")] == [False, True]
    assert not raises_alert(Kind.MARGIN_LEVEL, None, bounds[0])  # no position, so no margin
    assert ends_alert(Kind.MARGIN_LEVEL, None, bounds[1])


def test_what_left_the_account_ends_by_no_figure():
    assert not ends_alert(Kind.WITHDRAWAL, None, Decimal(0))
    assert not ends_alert(Kind.WITHDRAWAL, Decimal(0), Decimal(0))


def test_the_usual_rules_can_be():
    assert [why_no_rule(kind, usual.threshold, usual.clears_at) for kind, usual in KINDS.items()] == [""] * len(KINDS)


@given(kind=st.sampled_from(Kind), threshold=FIGURES, clears_at=FIGURES, figure=FIGURES)
def test_no_figure_both_raises_and_ends(kind, threshold, clears_at, figure):
    if why_no_rule(kind, threshold, clears_at):
        return
    assert not (raises_alert(kind, figure, threshold) and ends_alert(kind, figure, clears_at))


@given(figures=st.lists(st.decimals(140, 170, places=2), max_size=30))
def test_a_margin_level_that_trembles_on_its_threshold_opens_one_alert(figures):
    is_open, opened, rose = False, 0, 0
    for figure in figures:
        if is_open and ends_alert(Kind.MARGIN_LEVEL, figure, Decimal(165)):
            is_open, rose = False, rose + 1
        elif not is_open and raises_alert(Kind.MARGIN_LEVEL, figure, Decimal(150)):
            is_open, opened = True, opened + 1
    # Between two openings it has been all the way up.
    assert opened - rose == int(is_open)


def test_drawdown_by_hand():
    """10,000 paid in; at best 12,000, now 11,400: 600 of 12,000 are 5 percent. Money in or out moves nothing."""
    assert drawdown(Decimal(2000), Decimal(1400), Decimal(10_000)) == 5
    assert drawdown(Decimal(2000), Decimal(1400), Decimal(-2000)) is None  # nothing of it is left to fall


@given(high=UP_TO, fallen=UP_TO, paid_in=st.decimals(1, 10**6, places=2))
def test_a_drawdown_is_never_negative_and_all_of_it_is_a_hundred(high, fallen, paid_in):
    assert drawdown(high, high - fallen, paid_in) >= 0
    assert drawdown(high, -paid_in, paid_in) == 100


def test_a_closed_alert_is_never_moved_again():
    assert not [old for old, _ in TRANSITIONS if old is AlertState.CLOSED]
