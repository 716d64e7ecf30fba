"""How often an order is asked for whose outcome nobody knows, and when its broker surely has none."""

from __future__ import annotations

# Seconds between two looks: at once, soon, then ever more patiently.
PAUSES = (0.0, 0.5, 1.5, 3.0, 5.0, 10.0, 20.0, 30.0, 60.0)


def pause_after(looks: int) -> float:
    """How long to wait after so many looks before the next."""
    return PAUSES[min(max(looks, 0), len(PAUSES) - 1)]


def is_absent(*, looks: int, seconds: float, least_looks: int, least_seconds: float) -> bool:
    """Whether a broker that told of nothing in `looks` looks, the newest `seconds` after it was sent, has none."""
    return looks >= least_looks and seconds >= least_seconds
