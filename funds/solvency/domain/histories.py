"""The accounts' daily returns as one table without holes: short histories are completed and shrunk, and said so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from funds.solvency.domain.inputs import Account

Floats = NDArray[np.float64]
# An account that lost everything on a day is left this share, so that logarithms stay finite.
LEFT_OF_ALL = 1e-9


@dataclass(frozen=True, slots=True)
class Borrowed:
    """How far an account's past is its own: days of its own, and the weight its own mean has (1 is all)."""

    key: str
    own_days: int
    weight: float


@dataclass(frozen=True, slots=True)
class Histories:
    """`logs`: log returns, shape (days, accounts); `firm`: the firm's return by day, weighed by accounts' values."""

    logs: Floats
    firm: Floats
    borrowed: tuple[Borrowed, ...]


def histories(accounts: Sequence[Account], days: int, *, full_days: int) -> Histories:
    """Holes filled with the firm's return of that day, stretched to the swings of one account; means shrunk.

    What is borrowed moves with the firm as one, so a short history never looks safer for being short. An account's own
    mean weighs n / (n + full_days): a good start of a few weeks is not carried on for a year.
    """
    if not accounts or not days:
        none = np.zeros((max(days, 1), len(accounts)))
        return Histories(none, none[:, :0].sum(axis=1), tuple(Borrowed(one.key, 0, 0.0) for one in accounts))
    own = np.array([[np.nan if value is None else value for value in one.history] for one in accounts]).T
    known = ~np.isnan(own)
    firm = _of_the_firm(own, known, np.array([max(one.value, 0.0) for one in accounts]))
    swing = float(np.sqrt(np.mean([np.var(own[known[:, at], at]) for at in range(len(accounts)) if known[:, at].any()]
                                  or [0.0])))  # fmt: skip
    calm = float(firm.std())
    stretched = firm.mean() + (firm - firm.mean()) * (max(swing / calm, 1.0) if calm > 0 else 1.0)
    whole, borrowed = np.where(known, own, stretched[:, None]), []
    for at, account in enumerate(accounts):
        count = int(known[:, at].sum())
        weight = count / (count + full_days)
        if count:
            mean = own[known[:, at], at].mean()
            whole[known[:, at], at] += (1 - weight) * (firm.mean() - mean)
        borrowed.append(Borrowed(account.key, count, weight))
    return Histories(np.log(np.maximum(1 + whole, LEFT_OF_ALL)), firm, tuple(borrowed))


def _of_the_firm(own: Floats, known: NDArray[np.bool_], values: Floats) -> Floats:
    """The mean of the accounts that traded on the day, by value; evenly where none of them holds anything now."""
    weights = known * values
    weights = np.where(weights.sum(axis=1, keepdims=True) > 0, weights, known)
    whole = weights.sum(axis=1)
    summed = (np.where(known, own, 0.0) * weights).sum(axis=1)
    mean: Floats = np.divide(summed, whole, out=np.zeros_like(summed), where=whole > 0)
    return mean
