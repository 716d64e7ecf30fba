"""What could happen besides the ordinary: each stress case as data, with its plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from funds.solvency.domain.inputs import FlowKind, Inputs
from funds.solvency.domain.parameters import Parameters

BASE = "base"


@dataclass(frozen=True, slots=True)
class Scenario:
    """`drop`: the share every account loses on the first day; `frozen`: a broker that pays nothing for `frozen_months`.

    `everybody`: all who may leave do so at their next window; `leaving`: the one client who does. `no_gains` takes the
    accounts' mean return as zero, their swings as they were.
    """

    key: str
    name: str
    words: str
    everybody: bool = False
    drop: float = 0.0
    frozen: str = ""
    frozen_months: int = 0
    leaving: str = ""
    no_gains: bool = False


def scenarios(inputs: Inputs, parameters: Parameters) -> list[Scenario]:
    """The base and the stress cases that this firm can have."""
    share = f"{parameters.drawdown:.0%}".replace("%", " %")
    cases = [
        Scenario(BASE, "As things stand", "Nothing unusual happens."),
        Scenario("no_gains", "No gains", "The accounts swing as before and earn nothing on average.", no_gains=True),
        Scenario("everybody", "Everybody redeems", "All who may leave do so at the next window.", everybody=True),
        Scenario("drawdown", f"Drawdown of {share}", f"Every account loses {share} at once.", drop=parameters.drawdown),
    ]
    months = f"{parameters.frozen_months} month{'s' if parameters.frozen_months > 1 else ''}"
    broker, client = largest_broker(inputs), largest_client(inputs)
    if broker:
        words = f"{broker}, where most of the money lies, pays nothing out for {months}."
        cases.append(
            Scenario("frozen", "A broker frozen", words, frozen=broker, frozen_months=parameters.frozen_months)
        )
    if client:
        words = f"Client {client}, the largest, takes everything at the next window."
        cases.append(Scenario("largest", "The largest client leaves", words, leaving=client))
    if broker:
        cases.append(
            Scenario(
                "combined",
                "All of it together",
                f"Everybody redeems, every account loses {share}, {broker} is frozen and nothing is earned.",
                everybody=True,
                drop=parameters.drawdown,
                frozen=broker,
                frozen_months=parameters.frozen_months,
                no_gains=True,
            )
        )
    return cases


def largest_broker(inputs: Inputs) -> str:
    """Where most of what is counted on lies; empty without accounts."""
    return _largest([(one.broker, one.value) for one in inputs.accounts if one.value > 0])


def largest_client(inputs: Inputs) -> str:
    """Who could take most at the first window he may; empty without claims."""
    return _largest(
        [
            (one.client, next(flow.amount for flow in one.flows if flow.kind is FlowKind.WINDOW))
            for one in inputs.claims
            if any(flow.kind is FlowKind.WINDOW for flow in one.flows)
        ]
    )


def _largest(named: Sequence[tuple[str, float]]) -> str:
    sums: dict[str, float] = {}
    for name, amount in named:
        sums[name] = sums.get(name, 0.0) + amount
    return max(sorted(sums), key=lambda name: sums[name], default="")
