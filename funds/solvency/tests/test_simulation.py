"""The simulation against what can be computed by hand, and properties it must never lose."""

import math
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funds.solvency.domain.answer import answer
from funds.solvency.domain.bootstrap import DrawnDays
from funds.solvency.domain.inputs import from_bytes, to_bytes
from funds.solvency.domain.parameters import BadParameters, Parameters
from funds.solvency.domain.simulation import PIECE, Plan, Stopped, simulate
from funds.solvency.tests.firms import LATER, TODAY, WINDOW, a_claim, a_firm, an_account, swings

TOLD = Parameters(seed=3, paths=2000, horizon_months=4)


def first(found):
    return found["windows"][0]


def a_plan(cash, values, due):
    return Plan(
        float(cash), np.array(values, float), np.array(due, float), np.zeros(len(values)),
        np.zeros(len(values), np.int64),
    )  # fmt: skip


def test_without_swings_the_answer_is_arithmetic():
    flat = an_account([0.0] * 500, 60_000)
    enough = a_firm(cash=40_000, accounts=[flat], claims=[a_claim(window=0, requested=100_000)])
    short = replace(enough, cash=39_999.0)
    assert first(answer(enough, TOLD))["chance"] == 1.0
    assert first(answer(short, TOLD))["chance"] == 0.0
    assert first(answer(short, TOLD))["quantiles"] == pytest.approx([-1.0] * 5, abs=1e-6)


def test_a_steady_gain_compounds_day_by_day():
    steady = an_account([0.001] * 500, 100_000)
    found = answer(a_firm(accounts=[steady], claims=[a_claim(window=0, requested=1)]), TOLD)
    # 23 to 30 November are 6 trading days, December has 23.
    assert first(found)["quantiles"][2] == pytest.approx(100_000 * 1.001**29 - 1, rel=1e-9)


def test_nothing_to_pay_is_always_met():
    found = answer(a_firm(accounts=[an_account(swings(deviation=0.2))]), TOLD)
    assert [one["chance"] for one in found["windows"]] == [1.0]
    assert [line["chance"] for case in found["stress"] for line in case["windows"]] == [1.0] * len(found["stress"])


@pytest.mark.parametrize("z", [-1.0, 0.0, 1.5])
def test_one_account_of_independent_normal_days_agrees_with_the_normal_formula(z):
    """log V(29) is nearly normal with mean 29 m and deviation s sqrt(29); the amount due is its quantile."""
    paths, days = 20_000, 29
    logs = np.array(swings(2000, mean=0.0002, deviation=0.012))
    due = 1_000_000 * math.exp(days * 0.0002 + z * 0.012 * math.sqrt(days))
    walked = simulate(
        [a_plan(0, [1_000_000], [due])], logs[:, None], lengths=[days], paths=paths, seed=11, block=1.0
    )[0]  # fmt: skip
    met = float((walked.left[0] >= 0).mean())
    expected = 1 - NormalDist().cdf(z)
    # Four standard errors of the simulation, and a little for a past of 2,000 days that is not quite normal.
    assert abs(met - expected) < 4 * math.sqrt(expected * (1 - expected) / paths) + 0.006


def test_the_error_falls_with_the_root_of_the_paths():
    firm = a_firm(cash=0, accounts=[an_account(swings())], claims=[a_claim(window=0, requested=1_000_000)])
    few, many = (first(answer(firm, replace(TOLD, paths=paths))) for paths in (400, 6400))
    assert many["error"] == pytest.approx(few["error"] / 4, rel=0.1)
    assert abs(few["chance"] - many["chance"]) < 4 * few["error"]
    low, high = few["interval"]
    assert low < few["chance"] < high


def test_the_same_seed_gives_the_same_to_the_last_bit_and_another_seed_does_not():
    firm = a_firm(cash=5, accounts=[an_account(swings())], claims=[a_claim(requested=1_000_000)])
    assert answer(firm, TOLD) == answer(from_bytes(to_bytes(firm)), TOLD)
    assert first(answer(firm, TOLD))["quantiles"] != first(answer(firm, replace(TOLD, seed=4)))["quantiles"]


def test_a_path_is_the_same_however_many_are_drawn_at_a_time():
    def draw(*pieces):
        drawn = DrawnDays(seed=5, history=90, block=7.0, horizon=40)
        return np.concatenate([drawn.draw(piece) for piece in pieces], axis=1)

    assert (draw(30) == draw(1, 12, 17)).all()


def test_blocks_run_on_through_the_past_and_are_as_long_as_asked():
    places = DrawnDays(seed=1, history=250, block=10.0, horizon=400).draw(500)
    runs_on = places[1:] == (places[:-1] + 1) % 250
    assert 1 - runs_on.mean() == pytest.approx(1 / 10, rel=0.05)
    assert np.bincount(places.ravel(), minlength=250).std() / np.bincount(places.ravel()).mean() < 0.2


def test_accounts_that_fell_together_fall_together():
    falls = swings(deviation=0.02)
    rises = [-one for one in falls]
    together = [an_account(falls, 500_000), an_account(falls, 500_000, key="account:2")]
    apart = [an_account(falls, 500_000), an_account(rises, 500_000, key="account:2")]
    claims = [a_claim(window=0, requested=950_000)]
    said = [first(answer(a_firm(accounts=accounts, claims=claims), TOLD))["chance"] for accounts in (together, apart)]
    assert said[0] < 0.9
    assert said[1] > 0.99


@settings(max_examples=25, deadline=None)
@given(
    cash=st.floats(0, 200_000),
    more=st.floats(0, 100_000),
    values=st.lists(st.floats(0, 300_000), min_size=2, max_size=2),
    due=st.lists(st.floats(0, 150_000), min_size=4, max_size=4),
    to=st.sampled_from(["cash", "first", "second"]),
    frozen=st.integers(0, 4),
)
def test_more_money_anywhere_never_leaves_less_on_any_path(cash, more, values, due, to, frozen):
    logs = np.log1p(np.array([swings(60, deviation=0.05), swings(60, deviation=0.08, seed=9)]).T)
    richer = [values[0] + more * (to == "first"), values[1] + more * (to == "second")]
    plans = [a_plan(cash, values, due), a_plan(cash + more * (to == "cash"), richer, due)]
    for plan in plans:
        plan.thaws_at[0] = frozen
    poor, rich = simulate(plans, logs, lengths=[5] * 4, paths=50, seed=2, block=4.0)
    assert (rich.left >= poor.left - 1e-6).all()


def test_a_frozen_broker_pays_nothing_until_it_thaws():
    logs = np.zeros((20, 2))
    plan = a_plan(10, [100, 30], [0, 60, 0])
    plan.thaws_at[0] = 2
    (walked,) = simulate([plan], logs, lengths=[1, 1, 1], paths=1, seed=1, block=5.0)
    # 10 + 30 can be reached, 60 is due: 20 are missing, until the other account pays.
    assert walked.left[:, 0].tolist() == [40, -20, 80]


def test_the_parts_of_the_drivers_sum_to_what_the_bad_end_is_worse_by():
    accounts = [an_account(swings(seed=1)), an_account(swings(seed=2, deviation=0.03), key="account:2", funds=())]
    found = first(answer(a_firm(accounts=accounts, claims=[a_claim(requested=50_000)]), TOLD))
    parts = found["drivers"]["accounts"]
    assert parts["account:2"] < parts["account:1"] < 0
    assert sum(found["drivers"]["funds"].values()) == pytest.approx(sum(parts.values()))
    assert found["drivers"]["funds"][""] == pytest.approx(parts["account:2"])


def test_a_stress_case_is_never_better_than_the_base_where_it_only_takes():
    accounts = [an_account(swings(mean=0.001)), an_account(swings(seed=8), key="account:2", broker="Other Brokers")]
    claims = [a_claim(f"INV-{n}", f"10040{n}", window=500_000, interest=9_000, days=(WINDOW, LATER)) for n in (1, 2)]
    found = answer(a_firm(cash=50_000, accounts=accounts, claims=claims), replace(TOLD, horizon_months=6))
    base, *stressed = found["stress"]
    assert {case["key"] for case in stressed} == {
        "no_gains", "everybody", "drawdown", "frozen", "largest", "combined",
    }  # fmt: skip
    for case in stressed:
        assert case["windows"][0]["chance"] <= base["windows"][0]["chance"]
    assert stressed[-1]["windows"][0]["chance"] == min(case["windows"][0]["chance"] for case in found["stress"])


def test_who_leaves_is_paid_whole_once_and_gets_no_interest_later():
    claims = [a_claim(window=100_000, interest=1_000, days=(WINDOW, LATER))]
    told = replace(TOLD, redeemed_share=0.0, horizon_months=6)
    everybody = next(
        case for case in answer(a_firm(cash=1, claims=claims), told)["stress"] if case["key"] == "everybody"
    )
    assert [line["due_until"] for line in everybody["windows"]] == [101_000, 101_000]


def test_a_share_that_leaves_takes_its_interest_along():
    told = replace(TOLD, redeemed_share=0.25, horizon_months=6)
    claims = [a_claim(window=100_000, days=(WINDOW, LATER))]
    windows = answer(a_firm(claims=claims), told)["windows"]
    assert [one["due_until"] for one in windows] == [25_000, 25_000 + 0.75 * 25_000]
    assert windows[0]["could_leave"] == 75_000


def test_a_firm_without_accounts_or_windows_gets_an_answer_for_the_end_of_the_horizon():
    found = answer(a_firm(cash=100, days=0), TOLD)
    (line,) = found["windows"]
    assert (line["chance"], line["days"], line["quantiles"][0]) == (1.0, [], 100.0)


def test_somebody_may_stop_it_and_hears_how_far_it_is():
    heard = []

    def once(done):
        heard.append(done)
        return len(heard) < 2

    with pytest.raises(Stopped):
        answer(a_firm(cash=1), TOLD, goes_on=once)
    assert heard == [PIECE, 2 * PIECE]


@pytest.mark.parametrize("wrong", [{"paths": 5}, {"redeemed_share": 1.5}, {"seed": -1}, {"drawdown": float("nan")}])
def test_senseless_parameters_are_refused(wrong):
    with pytest.raises(BadParameters):
        replace(TOLD, **wrong)


def test_today_is_the_day_before_the_first_step():
    found = answer(a_firm(cash=1), TOLD)
    assert found["as_of"] == TODAY.isoformat()
    assert found["fan"][0]["on"] == "2026-11-27"
