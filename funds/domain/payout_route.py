"""Where interest is sent, told whole: what is kept with a payment says it years later, whatever became of the row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Route:
    """`reference` is the row it was read from ("destination:12"), `short` the address as a client reads it."""

    reference: str
    label: str
    over: str
    asset: str
    address: str
    short: str
    holder: str = ""
    bic: str = ""

    def __str__(self) -> str:
        return f"{self.label} ({self.short})"

    def as_json(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, str]) -> Route:
        return cls(**kept)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where interest may be sent now; without a route, `reasons` say why it waits."""

    route: Route | None
    reasons: tuple[str, ...] = ()


def still_approved(approved: Route, now: Standing) -> Standing:
    """What was approved, if it is still where the money may go; nobody approved any other place."""
    if now.route is None:
        return now
    if (now.route.reference, now.route.address) != (approved.reference, approved.address):
        moved = f"It was approved for {approved}; interest now goes to {now.route}."
        return Standing(None, (moved, "Take the approval back and approve it anew."))
    return Standing(approved)
