"""Thousands of ways the accounts may go, and in each whether the firm can pay: walked step by step, a few at a time.

Payments are made from cash first, then from the accounts that pay out, by their sizes. What no money is left for stays
owed: cash goes below zero, and earns nothing there. What is left on a path never falls as the assets rise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from funds.solvency.domain.bootstrap import DrawnDays

Floats = NDArray[np.float64]
# Small enough that a piece's tables stay in the processor's cache.
PIECE = 500


@dataclass(frozen=True, slots=True)
class Plan:
    """One scenario in numbers. `values`: the accounts at the start; `due`: paid at each step's end; `drift`: added to
    each account's log return a day; `thaws_at`: the step from whose end on an account pays; `inflows`: step, place of
    the account (None is cash) and amount of what comes in at the step's end, before its payments."""

    cash: float
    values: Floats
    due: Floats
    drift: Floats
    thaws_at: NDArray[np.int64]
    inflows: tuple[tuple[int, int | None, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Walked:
    """Of one plan: `left` after each step's payments and in reach, shape (steps, paths), and `results`, what each
    account made up to the steps traced, shape (steps traced, paths, accounts); None where nothing was traced."""

    left: Floats
    results: Floats | None


class Stopped(Exception):
    """Somebody asked to stop in between."""


def simulate(
    plans: Sequence[Plan],
    logs: Floats,
    *,
    lengths: Sequence[int],
    paths: int,
    seed: int,
    block: float,
    trace: Sequence[int] = (),
    goes_on: Callable[[int], bool] = lambda done: True,
) -> list[Walked]:
    """All plans on the same paths. `logs`: log returns of the past, shape (days, accounts); `lengths`: days a step;
    `trace`: steps at which the first plan's results by account are kept. `goes_on` hears how many paths are done.

    Raises Stopped when `goes_on` says no.
    """
    steps, accounts = len(lengths), logs.shape[1]
    drawn = DrawnDays(seed=seed, history=len(logs), block=block, horizon=sum(lengths))
    left = [np.empty((steps, paths)) for _ in plans]
    results = np.empty((len(trace), paths, accounts))
    for start in range(0, paths, PIECE):
        piece = slice(start, min(start + PIECE, paths))
        count = piece.stop - piece.start
        walkers = [_Walker(plan, count, traced=at == 0 and bool(trace)) for at, plan in enumerate(plans)]
        places, day = drawn.draw(count), 0
        for step, length in enumerate(lengths):
            summed = logs[places[day]] if length else np.zeros((count, accounts))
            for further in places[day + 1 : day + length]:
                summed += logs[further]
            day += length
            growth = np.exp(summed)
            for at, walker in enumerate(walkers):
                left[at][step, piece] = walker.step(step, growth, length)
            if step in trace:
                results[trace.index(step), piece] = walkers[0].results
        if not goes_on(piece.stop):
            raise Stopped
    return [Walked(one, results if at == 0 and trace else None) for at, one in enumerate(left)]


class _Walker:
    """One plan on a piece of the paths: cash and accounts as they stand."""

    def __init__(self, plan: Plan, paths: int, *, traced: bool) -> None:
        self.plan = plan
        self.cash = np.full(paths, plan.cash)
        self.held = np.tile(plan.values, (paths, 1))
        self.results = np.zeros_like(self.held) if traced else self.held
        self.traced = traced
        self.drifts = bool(plan.drift.any())

    def step(self, step: int, growth: Floats, days: int) -> Floats:
        """Let the step pass and pay at its end; what is left that can be reached, below zero what is still owed."""
        before = self.held.copy() if self.traced else self.held
        self.held *= growth
        if self.drifts:
            self.held *= np.exp(self.plan.drift * days)
        if self.traced:
            self.results += self.held - before
        for at, account, amount in self.plan.inflows:
            if at == step and account is None:
                self.cash += amount
            elif at == step:
                self.held[:, account] += amount
        open_now = (self.plan.thaws_at <= step).astype(float)
        reached = self.held @ open_now
        self.cash -= self.plan.due[step]
        taken = np.minimum(np.maximum(-self.cash, 0.0), reached)
        if taken.any():
            kept = 1 - np.divide(taken, reached, out=np.zeros_like(taken), where=reached > 0)
            if open_now.all():
                self.held *= kept[:, None]
            else:
                self.held *= np.where(open_now > 0, kept[:, None], 1.0)
            self.cash += taken
        left: Floats = self.cash + reached - taken
        return left
