"""Where money lies too thin and where it lies idle: transfers that would help, for a person to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from funds.solvency.domain.inputs import FlowKind, Inputs
from funds.solvency.domain.parameters import Parameters

CASH = "cash"
# What the bank must hold at hand: payments of the coming weeks, the time a broker's payout and a decision take.
AT_HAND = timedelta(days=45)
ROUNDED_TO = 100


@dataclass(frozen=True, slots=True)
class Place:
    """Where money lies: `needs` is what it must be good for, with what it may lose in the worst of twenty outcomes."""

    key: str
    name: str
    currency: str
    holds: float
    owes: float
    may_lose: float

    @property
    def needs(self) -> float:
        return self.owes + self.may_lose

    @property
    def spare(self) -> float:
        return self.holds - self.needs


@dataclass(frozen=True, slots=True)
class Transfer:
    """`amount` in whole units of the firm's currency."""

    source: Place
    target: Place
    amount: int
    why: str


def places(inputs: Inputs, account_risk: Mapping[str, float]) -> list[Place]:
    """Cash and every account; `account_risk` is the share each may lose by the next window."""
    soon = inputs.as_of + AT_HAND
    due = sum(amount for day, amount in inputs.costs if day <= soon)
    due += sum(
        flow.amount
        for claim in inputs.claims
        for flow in claim.flows
        if flow.kind is not FlowKind.WINDOW and flow.on <= soon
    )
    cash = Place(CASH, "The firm's bank and wallets", inputs.currency, inputs.cash, due + inputs.unplaced, 0.0)
    accounts = [
        Place(one.key, one.label, one.currency, one.value, one.owes, one.value * account_risk.get(one.key, 0.0))
        for one in inputs.accounts
    ]
    return [cash, *accounts]


def suggest(found: Sequence[Place], parameters: Parameters, *, until: date) -> list[Transfer]:
    """The largest need is filled from the largest spare first, in the same currency; small transfers are left out."""
    spare = {place.key: place.spare for place in found}
    needy = sorted((place for place in found if place.spare < 0), key=lambda place: (place.spare, place.key))
    suggested = []
    for target in needy:
        givers = [one for one in found if one.currency == target.currency and spare[one.key] > 0]
        for source in sorted(givers, key=lambda one: (-spare[one.key], one.key)):
            amount = int(min(spare[source.key], -spare[target.key]) // ROUNDED_TO * ROUNDED_TO)
            if amount < parameters.least_transfer:
                break
            suggested.append(Transfer(source, target, amount, _why(source, target, until)))
            spare[source.key] -= amount
            spare[target.key] += amount
    return suggested


def _why(source: Place, target: Place, until: date) -> str:
    return (
        f"{target.name} counts for {target.holds:,.0f} and must be good for {target.owes:,.0f}"
        f"{_may_lose(target, until)}: {-target.spare:,.0f} too little. "
        f"{source.name} counts for {source.holds:,.0f} and must be good for {source.owes:,.0f}"
        f"{_may_lose(source, until)}: {source.spare:,.0f} to spare."
    )


def _may_lose(place: Place, until: date) -> str:
    if not place.may_lose:
        return ""
    return f", and in one of twenty cases loses {place.may_lose:,.0f} or more by {until:%-d %b %Y}"


def coverage(place: Place) -> float | None:
    """What it holds as a multiple of what it must be good for; None where nothing is owed."""
    return place.holds / place.owes if place.owes > 0 else None


def told(found: Sequence[Place]) -> list[dict[str, Any]]:
    """The places as plain JSON, for the page."""
    return [
        {
            "key": one.key,
            "name": one.name,
            "holds": one.holds,
            "owes": one.owes,
            "may_lose": one.may_lose,
            "spare": one.spare,
            "coverage": coverage(one),
        }
        for one in found
    ]
