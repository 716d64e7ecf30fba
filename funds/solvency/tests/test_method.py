"""Parts of the method on their own: block lengths, short histories, transfers, words."""

from dataclasses import replace

import numpy as np
import pytest

from funds.solvency.domain.answer import answer
from funds.solvency.domain.block_length import block_length
from funds.solvency.domain.histories import histories
from funds.solvency.domain.parameters import Parameters
from funds.solvency.domain.steps import horizon, windows_shown
from funds.solvency.domain.tail import expected_shortfall, interval
from funds.solvency.domain.transfers import Place, suggest
from funds.solvency.domain.words import per_cent, sentences, standing
from funds.solvency.tests.firms import LATER, TODAY, WINDOW, a_claim, a_firm, an_account, swings

TOLD = Parameters(seed=3, paths=400, horizon_months=4)


def persistent(strength, days=2000):
    noise = np.random.default_rng(4).normal(size=days)
    series = np.zeros(days)
    for day in range(1, days):
        series[day] = strength * series[day - 1] + noise[day]
    return series


def test_blocks_are_longer_the_longer_a_day_is_remembered():
    alone, little, much = (block_length(persistent(strength)) for strength in (0.0, 0.5, 0.8))
    assert alone == 5
    assert alone < little < much


def test_the_rule_is_close_to_what_theory_says_of_an_autoregression():
    """For x(t) = a x(t-1) + e the best length is (2 G^2 / D)^(1/3) n^(1/3) = (2 a / (1 - a^2))^(2/3) n^(1/3)."""
    strength, days = 0.7, 8_000
    best = (2 * strength / (1 - strength**2)) ** (2 / 3) * days ** (1 / 3)
    assert block_length(persistent(strength, days)) == pytest.approx(best, rel=0.3)


@pytest.mark.parametrize("series", [np.zeros(100), np.zeros(3), np.array([0.1])])
def test_a_history_that_says_nothing_gets_the_shortest_blocks(series):
    assert 1 <= block_length(series) <= 5


def test_a_full_history_keeps_its_days_and_a_short_one_is_completed_by_the_firms():
    long = an_account(swings(400, mean=0.001, deviation=0.01), key="account:1")
    young = an_account([None] * 360 + swings(40, mean=0.01, deviation=0.02, seed=3), key="account:2")
    made = histories([long, young], 400, full_days=250)
    assert [(one.own_days, round(one.weight, 3)) for one in made.borrowed] == [(400, 0.615), (40, 0.138)]
    returns = np.expm1(made.logs)
    assert not np.isnan(returns).any()
    # Its good weeks are not carried on: 1 % a day weighs 40 of 290, the rest is the firm's mean.
    firm = made.firm.mean()
    assert returns[360:, 1].mean() == pytest.approx(0.01 * 40 / 290 + firm * 250 / 290, rel=1e-9)
    # What it borrowed moves with the firm and swings like one account, not like the calmer whole.
    assert np.corrcoef(returns[:360, 1], made.firm[:360])[0, 1] == pytest.approx(1)
    assert returns[:360, 1].std() >= made.firm[:360].std()


def test_an_account_that_lost_everything_stays_finite():
    made = histories([an_account([0.0, -1.2, 0.0])], 3, full_days=250)
    assert np.isfinite(made.logs).all()


def test_windows_of_one_month_are_shown_together_where_there_are_many():
    days = [WINDOW, LATER, *(WINDOW.replace(year=2027, month=1, day=day) for day in (4, 11, 18))]
    shown = windows_shown(days, as_of=TODAY, until=LATER)
    assert [(window.on, len(window.days)) for window in shown] == [
        (WINDOW, 1), (WINDOW.replace(year=2027, month=1, day=18), 3), (LATER, 1),
    ]  # fmt: skip


def test_steps_end_on_fridays_and_windows_and_count_every_trading_day_once():
    ahead = horizon(TODAY, months=2, stops=[WINDOW])
    assert WINDOW in ahead.steps
    assert ahead.days == np.busday_count(TODAY, ahead.steps[-1])
    assert ahead.step_of(TODAY) == 0
    assert ahead.step_of(LATER) is None


def test_the_interval_of_a_share_is_sensible_at_its_ends():
    assert interval(1.0, 1000)[1] == 1.0
    assert 0.99 < interval(1.0, 1000)[0] < 1.0
    low, high = interval(0.5, 10_000)
    assert (low, high) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.5098, abs=1e-4))


def test_expected_shortfall_is_the_mean_of_the_worst_of_twenty():
    assert expected_shortfall(np.arange(100.0)) == 2.0


def a_place(key, holds, owes, currency="USD", may_lose=0.0):
    return Place(key, key.title(), currency, float(holds), float(owes), float(may_lose))


def test_the_neediest_is_helped_first_by_whom_it_costs_least_and_nobody_is_made_needy():
    found = [
        a_place("rich", 100_000, 20_000, may_lose=10_000),
        a_place("poor", 10_000, 60_000),
        a_place("thin", 10_000, 39_999),
        a_place("euros", 500_000, 0, currency="EUR"),
    ]
    made = suggest(found, TOLD, until=WINDOW)
    assert [(one.source.key, one.target.key, one.amount) for one in made] == [
        ("rich", "poor", 50_000), ("rich", "thin", 20_000),
    ]  # fmt: skip
    assert "50,000 too little" in made[0].why
    assert "loses 10,000 or more by 31 Dec 2026" in made[0].why


def test_small_transfers_are_not_worth_suggesting():
    found = [a_place("rich", 9_000, 0), a_place("poor", 0, 4_900)]
    assert suggest(found, TOLD, until=WINDOW) == []
    assert len(suggest(found, replace(TOLD, least_transfer=4_900), until=WINDOW)) == 1


def test_the_answer_is_said_in_words_that_never_promise_more_than_was_found():
    firm = a_firm(cash=0, accounts=[an_account(swings())], claims=[a_claim(window=0, requested=1_000_000)])
    result = answer(firm, TOLD)
    chance = result["windows"][0]["chance"]
    assert 0 < chance < 1
    first, *_, last = sentences(result)
    assert first.startswith("On 31 December 2026 we can pay everything due by then with a probability of")
    assert "are missing on average" in last
    assert standing(result) == "bad"
    assert per_cent(0.99999) == "99.9\N{NO-BREAK SPACE}%"
    assert per_cent(1.0) == "100\N{NO-BREAK SPACE}%"
