"""Two runs side by side: what they found, and what they were told differently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot
from typing import Any

from funds.solvency.domain.inputs import FlowKind, Inputs
from funds.solvency.domain.parameters import Parameters

_WORDS = {
    "seed": "Seed",
    "paths": "Paths",
    "horizon_months": "Months ahead",
    "redeemed_share": "Share taken to leave at each window",
    "block_days": "Days in a block (0: by the rule)",
    "full_history_days": "Days of a full history",
    "drawdown": "Drawdown of the stress case",
    "frozen_months": "Months a broker is frozen",
    "least_transfer": "Smallest transfer suggested",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One run, as the comparison needs it."""

    inputs: Inputs
    told: Parameters
    result: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WindowPair:
    """One window in both runs; None where a run does not have it."""

    on: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None

    @property
    def change(self) -> float | None:
        return None if not self.before or not self.after else self.after["chance"] - self.before["chance"]

    @property
    def by_chance(self) -> bool:
        """Whether the change is within two standard errors: other random numbers would do the same."""
        if self.before is None or self.after is None or self.change is None:
            return False
        return abs(self.change) <= 2 * hypot(self.before["error"], self.after["error"])


def pairs(before: Side, after: Side) -> list[WindowPair]:
    """By day, all windows of either."""
    of = [{one["on"]: one for one in side.result["windows"]} for side in (before, after)]
    return [WindowPair(on, of[0].get(on), of[1].get(on)) for on in sorted({*of[0], *of[1]})]


def reasons(before: Side, after: Side) -> list[str]:
    """What differs between the two in facts and assumptions, the facts first; empty where nothing does."""
    told = [*_money(before.inputs, after.inputs), *_claims(before.inputs, after.inputs)]
    old, new = before.told.as_json(), after.told.as_json()
    told += [f"{_WORDS[name]}: {old[name]:,} became {new[name]:,}." for name in old if old[name] != new[name]]
    return told


def _money(before: Inputs, after: Inputs) -> list[str]:
    told = []
    if before.as_of != after.as_of:
        told.append(f"As of {before.as_of:%-d %b %Y} became {after.as_of:%-d %b %Y}.")
    if change := round(after.cash - before.cash, 2):
        told.append(f"Cash at banks and in wallets changed by {change:+,.2f} {after.currency}.")
    old = {one.key: one for one in before.accounts}
    new = {one.key: one for one in after.accounts}
    told += [
        f"Account {new[key].label} counts for {change:+,.2f} {after.currency}."
        for key in new
        if key in old and (change := round(new[key].value - old[key].value, 2))
    ]
    told += [f"Account {new[key].label} is new, with {new[key].value:,.2f}." for key in new if key not in old]
    told += [f"Account {old[key].label} is gone, with {old[key].value:,.2f}." for key in old if key not in new]
    if len(after.history_days) != len(before.history_days):
        told.append(f"The history has {len(after.history_days)} days instead of {len(before.history_days)}.")
    for inflow in after.inflows:
        told.append(f"{inflow.amount:,.2f} {after.currency} come in on {inflow.on:%-d %b %Y}, after the haircut.")
    return told


def _claims(before: Inputs, after: Inputs) -> list[str]:
    old, new = ({one.number: one for one in side.claims} for side in (before, after))
    came, went = [number for number in new if number not in old], [number for number in old if number not in new]
    told = []
    if came:
        told.append(f"{len(came)} investment{'s' if len(came) > 1 else ''} more: {_few(came)}.")
    if went:
        told.append(f"{len(went)} investment{'s' if len(went) > 1 else ''} less: {_few(went)}.")
    asked = [_asked(side) for side in (before, after)]
    if change := round(asked[1] - asked[0], 2):
        told.append(f"Redemptions asked for changed by {change:+,.2f} {after.currency}.")
    if [amount for _, amount in before.costs] != [amount for _, amount in after.costs]:
        told.append("The estimate of operating costs changed.")
    return told


def _asked(inputs: Inputs) -> float:
    return sum(flow.amount for one in inputs.claims for flow in one.flows if flow.kind is FlowKind.REQUESTED)


def _few(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} others" if len(names) > 5 else "")


def essence(inputs: Inputs) -> tuple[object, ...]:
    """What must differ for another night's run to be worth it: passing days alone change nothing of it."""
    return (
        inputs.currency,
        inputs.cash,
        tuple((one.key, one.value, one.funds, sum(day is not None for day in one.history)) for one in inputs.accounts),
        tuple((one.number, _last_flow(one.flows)) for one in inputs.claims),
        _asked(inputs),
        tuple(sorted({amount for _, amount in inputs.costs})),
    )


def _last_flow(flows: tuple[Any, ...]) -> object:
    """Of interest each month's is the same; a claim that changed shows in its amounts."""
    return tuple(sorted({round(flow.amount, 2) for flow in flows if flow.kind is FlowKind.INTEREST}))
