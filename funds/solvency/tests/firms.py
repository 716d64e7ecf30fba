"""Firms made of plain values, to try the simulation on without a database."""

from datetime import date

import numpy as np

from funds.solvency.domain.inputs import Account, Claim, Flow, FlowKind, Inputs
from funds.solvency.domain.returns import trading_days

TODAY = date(2026, 11, 20)
WINDOW, LATER = date(2026, 12, 31), date(2027, 3, 31)


def an_account(
    history, value=1_000_000.0, key="account:1", broker="Sample Brokers", funds=(("BALANCE", 1.0),), owes=0.0
):
    label = f"7001 · {broker}"
    return Account(key, label, broker, float(value), tuple(history), "USD", owes, tuple(funds))


def swings(days=500, mean=0.0, deviation=0.01, seed=7):
    """Independent normal returns whose own mean and deviation are exactly those asked for."""
    drawn = np.random.default_rng(seed).normal(size=days)
    return list(map(float, mean + deviation * (drawn - drawn.mean()) / (drawn.std() or 1)))


def a_claim(
    number="INV-0001", client="100401", fund="BALANCE", window=100_000.0, interest=0.0, requested=0.0, days=(WINDOW,)
):
    flows = [Flow(date(2026, 12, 15), FlowKind.INTEREST, interest)] if interest else []
    flows += [Flow(WINDOW, FlowKind.REQUESTED, requested)] if requested else []
    flows += [Flow(day, FlowKind.WINDOW, window) for day in days if window]
    return Claim(number, client, fund, tuple(flows))


def a_firm(*, cash=0.0, accounts=(), claims=(), costs=(), days=500, **more):
    past = tuple(trading_days(date(2020, 1, 1), TODAY)[-days:])
    return Inputs(TODAY, "USD", float(cash), tuple(accounts), past, tuple(claims), tuple(costs), **more)
