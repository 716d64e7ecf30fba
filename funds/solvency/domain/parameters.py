"""What a run of the simulation is told besides the facts: kept with its result, so that it can be done again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

LEAST_PATHS, MOST_PATHS = 100, 100_000
# The standard error of a chance of one half is 0.5 % with the first, 1.1 % with the second.
USUAL_PATHS, NIGHT_PATHS = 10_000, 2_000


class BadParameters(ValueError):
    """A parameter outside of what the method is made for; the message names it."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """`redeemed_share`: of what may leave at a window, the share taken to leave though nobody asked.

    `block_days` 0 lets the rule choose (block_length.py); `full_history_days` is how long an account's history must be
    to weigh as much as the firm's. `drawdown` and `frozen_months` are those of the stress cases; transfers below
    `least_transfer` are not suggested.
    """

    seed: int = 1
    paths: int = USUAL_PATHS
    horizon_months: int = 12
    redeemed_share: float = 0.1
    block_days: int = 0
    full_history_days: int = 250
    drawdown: float = 0.25
    least_transfer: int = 5_000
    frozen_months: int = 3

    def __post_init__(self) -> None:
        for name, least, most in (
            ("seed", 0, 2**63 - 1),
            ("paths", LEAST_PATHS, MOST_PATHS),
            ("horizon_months", 1, 24),
            ("redeemed_share", 0, 1),
            ("block_days", 0, 120),
            ("full_history_days", 20, 2000),
            ("drawdown", 0, 1),
            ("least_transfer", 100, 10**12),
            ("frozen_months", 1, 24),
        ):
            if not least <= getattr(self, name) <= most:
                raise BadParameters(f"{name.replace('_', ' ')} lies between {least} and {most}")

    def as_json(self) -> dict[str, int | float]:
        return asdict(self)

    @classmethod
    def from_json(cls, given: Mapping[str, int | float]) -> Parameters:
        return cls(**{field.name: given[field.name] for field in fields(cls)})  # type: ignore[arg-type]
