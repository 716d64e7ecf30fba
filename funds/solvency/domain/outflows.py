"""What is paid at the end of each step in a scenario; clients who leave owe nothing and are owed nothing later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from funds.solvency.domain.inputs import Claim, Flow, FlowKind, Inputs
from funds.solvency.domain.scenarios import Scenario
from funds.solvency.domain.steps import Horizon

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outflows:
    """By step: `due`, and `could_leave`, what all who may leave at a window would take beyond what `due` has.

    `by_fund` is `due` by fund, costs under the empty name.
    """

    due: Floats
    could_leave: Floats
    by_fund: dict[str, Floats]


def outflows(inputs: Inputs, scenario: Scenario, horizon: Horizon, *, redeemed_share: float) -> Outflows:
    """A window's claim is paid by the share that is redeemed; what remains goes on earning by the same share."""
    steps = len(horizon.steps)
    could_leave = np.zeros(steps)
    by_fund: dict[str, Floats] = {"": np.zeros(steps)}
    for day, amount in inputs.costs:
        if (step := horizon.step_of(day)) is not None:
            by_fund[""][step] += amount
    for claim in inputs.claims:
        due = by_fund.setdefault(claim.fund, np.zeros(steps))
        for flow, paid, stays in _paid(claim, scenario, redeemed_share):
            step = horizon.step_of(flow.on)
            if step is None:
                break
            due[step] += paid
            could_leave[step] += stays
    return Outflows(np.sum(list(by_fund.values()), axis=0), could_leave, by_fund)


def _paid(claim: Claim, scenario: Scenario, redeemed_share: float) -> Iterator[tuple[Flow, float, float]]:
    """Each flow with what of it is paid, and what of it could be redeemed besides."""
    remaining, left_once = 1.0, False
    for flow in claim.flows:
        if flow.kind is FlowKind.REQUESTED:
            yield flow, flow.amount, 0.0
        elif flow.kind is FlowKind.INTEREST:
            yield flow, remaining * flow.amount, 0.0
        elif flow.kind is FlowKind.MATURITY:
            yield flow, remaining * flow.amount, 0.0
            remaining = 0.0
        else:
            # At the next window of his own, which is where notice can still be given.
            leaves = not left_once and (scenario.everybody or scenario.leaving == claim.client != "")
            share = 1.0 if leaves else redeemed_share
            left_once = True
            yield flow, remaining * share * flow.amount, remaining * (1 - share) * flow.amount
            remaining *= 1 - share
