"""Where a gateway is, and how a connection to it behaves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Where:
    """A gateway, and the numbers we may have there as a client."""

    host: str
    port: int
    client_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Manners:
    """How a line behaves. Seconds."""

    answer: float = 10.0
    quiet: float = 30.0  # after so long without a byte TWS is asked for its clock
    first_pause: float = 0.25
    longest_pause: float = 30.0
    messages_a_second: int = 45
    time_zone: str = "UTC"  # of a TWS too old to say it with its times
    read_only: bool = False
