"""From inputs and parameters to the answer: every scenario walked on the same paths, told by window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from funds.domain.interest import anniversary
from funds.solvency.domain.block_length import block_length
from funds.solvency.domain.histories import Histories, histories
from funds.solvency.domain.inputs import Inputs
from funds.solvency.domain.outflows import Outflows, outflows
from funds.solvency.domain.parameters import Parameters
from funds.solvency.domain.scenarios import Scenario, scenarios
from funds.solvency.domain.simulation import Plan, Walked, simulate
from funds.solvency.domain.steps import Horizon, Window, horizon, windows_shown
from funds.solvency.domain.tail import chance, drivers, expected_shortfall, interval, quantiles

METHOD = 1
Floats = NDArray[np.float64]


def answer(
    inputs: Inputs, parameters: Parameters, *, goes_on: Callable[[int], bool] = lambda done: True
) -> dict[str, Any]:
    """The figures of a run as plain JSON: the same inputs and parameters give the same, to the last bit.

    Raises simulation.Stopped when `goes_on`, which hears how many paths are done, says no.
    """
    until = anniversary(inputs.as_of, parameters.horizon_months)
    shown = windows_shown(inputs.windows, as_of=inputs.as_of, until=until)
    ahead = horizon(inputs.as_of, months=parameters.horizon_months, stops=[window.on for window in shown])
    past = histories(inputs.accounts, len(inputs.history_days), full_days=parameters.full_history_days)
    block = float(parameters.block_days) or block_length(past.firm)
    cases = scenarios(inputs, parameters)
    dues = [outflows(inputs, case, ahead, redeemed_share=parameters.redeemed_share) for case in cases]
    plans = [_plan(inputs, case, due, past, ahead) for case, due in zip(cases, dues, strict=True)]
    # Without a window to come, the end of the horizon is what is asked about.
    windows = shown or [Window(ahead.steps[-1], ())]
    placed = [(window, step) for window in windows if (step := ahead.step_of(window.on)) is not None]
    trace = sorted({step for _, step in placed})
    walked = simulate(
        plans, past.logs, lengths=ahead.lengths, paths=parameters.paths, seed=parameters.seed, block=block,
        trace=trace, goes_on=goes_on,
    )  # fmt: skip
    return {
        "method": METHOD,
        "currency": inputs.currency,
        "as_of": inputs.as_of.isoformat(),
        "liquid": inputs.cash + sum(one.value for one in inputs.accounts),
        "cash": inputs.cash,
        "block_days": block,
        "history_days": len(inputs.history_days),
        "accounts": [
            {"key": one.key, "label": one.label, "broker": one.broker, "value": one.value,
             "own_days": borrowed.own_days, "weight": borrowed.weight}
            for one, borrowed in zip(inputs.accounts, past.borrowed, strict=True)
        ],
        "fan": _fan(walked[0], ahead, dues[0]),
        "windows": _windows(inputs, placed, trace, walked[0], dues[0], ahead),
        "stress": [
            _stressed(case, way, due, placed)
            for case, way, due in zip(cases, walked, dues, strict=True)
        ],
        "account_risk": _account_risk(inputs, walked[0]),
    }  # fmt: skip


def _plan(inputs: Inputs, case: Scenario, due: Outflows, past: Histories, ahead: Horizon) -> Plan:
    thaw = ahead.step_of(anniversary(inputs.as_of, case.frozen_months)) if case.frozen else 0
    thaw = len(ahead.steps) if thaw is None else thaw
    values = np.array([one.value for one in inputs.accounts]) * (1 - case.drop)
    # The mean of the growth itself is taken out, not that of its logarithm: on average a day changes nothing.
    drift = -np.log(np.exp(past.logs).mean(axis=0)) if case.no_gains else np.zeros(len(inputs.accounts))
    frozen = np.array([thaw if one.broker == case.frozen and case.frozen else 0 for one in inputs.accounts], np.int64)
    places = {one.key: at for at, one in enumerate(inputs.accounts)}
    inflows = tuple(
        (step, places.get(inflow.account), inflow.amount)
        for inflow in inputs.inflows
        if (step := ahead.step_of(inflow.on)) is not None
    )
    return Plan(inputs.cash, values, due.due, drift, frozen, inflows)


def _fan(way: Walked, ahead: Horizon, due: Outflows) -> list[dict[str, Any]]:
    return [
        {"on": on.isoformat(), "quantiles": quantiles(way.left[step]), "due": float(due.due[step])}
        for step, on in enumerate(ahead.steps)
    ]


def _windows(
    inputs: Inputs,
    placed: Sequence[tuple[Window, int]],
    trace: Sequence[int],
    way: Walked,
    due: Outflows,
    ahead: Horizon,
) -> list[dict[str, Any]]:
    assert way.results is not None
    told = []
    for window, step in placed:
        left = way.left[step]
        paths = len(left)
        met, error = chance(left >= 0)
        kept, _ = chance(way.left[: step + 1].min(axis=0) >= 0)
        could = float(due.could_leave[step])
        all_met, all_error = chance(left - could >= 0)
        missing = -left[left < 0]
        told.append(
            {
                "on": window.on.isoformat(),
                "days": [day.isoformat() for day in window.days],
                "paid_on": ahead.steps[step].isoformat(),
                "due": float(due.due[step]),
                "due_until": float(due.due[: step + 1].sum()),
                "could_leave": could,
                "chance": met,
                "error": error,
                "interval": list(interval(met, paths)),
                "chance_all_along": kept,
                "chance_if_all": all_met,
                "error_if_all": all_error,
                "quantiles": quantiles(left),
                "expected_shortfall": expected_shortfall(left),
                "mean_missing": float(missing.mean()) if len(missing) else 0.0,
                "drivers": _drivers(inputs, drivers(way.results[trace.index(step)], left)),
                "due_by_fund": {
                    fund: float(sums[: step + 1].sum()) for fund, sums in sorted(due.by_fund.items()) if sums.any()
                },
            }
        )
    return told


def _drivers(inputs: Inputs, parts: Sequence[float]) -> dict[str, Any]:
    """By account, and by the funds their results work for; what works for no fund is the firm's own."""
    funds: dict[str, float] = {}
    for account, part in zip(inputs.accounts, parts, strict=True):
        for fund, share in account.funds:
            funds[fund] = funds.get(fund, 0.0) + share * part
        own = 1 - sum(share for _, share in account.funds)
        if own > 1e-9:
            funds[""] = funds.get("", 0.0) + own * part
    return {
        "accounts": {one.key: part for one, part in zip(inputs.accounts, parts, strict=True)},
        "funds": dict(sorted(funds.items())),
    }


def _stressed(case: Scenario, way: Walked, due: Outflows, placed: Sequence[tuple[Window, int]]) -> dict[str, Any]:
    lines = []
    for window, step in placed:
        met, error = chance(way.left[step] >= 0)
        lines.append(
            {
                "on": window.on.isoformat(),
                "chance": met,
                "error": error,
                "due_until": float(due.due[: step + 1].sum()),
                "median": float(np.median(way.left[step])),
                "expected_shortfall": expected_shortfall(way.left[step]),
            }
        )
    return {"key": case.key, "name": case.name, "words": case.words, "windows": lines}


def _account_risk(inputs: Inputs, way: Walked) -> dict[str, float]:
    """What each account loses by the first window in the worst of twenty outcomes, as a share of it; 0 if it gains."""
    assert way.results is not None
    risk = {}
    for at, account in enumerate(inputs.accounts):
        worst = float(np.quantile(way.results[0][:, at], 0.05))
        risk[account.key] = max(-worst / account.value, 0.0) if account.value > 0 else 0.0
    return risk
