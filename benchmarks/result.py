"""One measured figure beside its peer's, measured in the same run."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """`ratio` is figure / peer_figure; `exponent` says how the cost grows with size (1 is linear, 0 not at all).

    `promise` is the promised sentence and `holds` whether this run kept it.
    """

    name: str
    figure: float
    unit: str
    peer: str
    peer_figure: float
    promise: str
    holds: bool
    exponent: float | None = None

    @property
    def ratio(self) -> float:
        return self.figure / self.peer_figure if self.peer_figure else math.inf

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "figure": round(self.figure, 4),
            "unit": self.unit,
            "peer": self.peer,
            "peer_figure": round(self.peer_figure, 4),
            "ratio": round(self.ratio, 3),
            "exponent": None if self.exponent is None else round(self.exponent, 2),
            "promise": self.promise,
            "holds": self.holds,
        }

    def as_line(self) -> str:
        grows = "" if self.exponent is None else f", grows with exponent {self.exponent:.2f}"
        verdict = "holds" if self.holds else "BROKEN"
        return (
            f"{self.name}: {self.figure:,.4g} {self.unit}; {self.peer}: {self.peer_figure:,.4g}; "
            f"ratio {self.ratio:.2f}{grows}; promise {self.promise}: {verdict}"
        )


def growth(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The exponent k of cost ~ size^k between the smallest and the largest size."""
    return math.log(costs[-1] / costs[0]) / math.log(sizes[-1] / sizes[0])
