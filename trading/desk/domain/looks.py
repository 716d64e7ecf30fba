"""How orders and signals look: state -> a badge's look and its word."""

from __future__ import annotations

from collections.abc import Collection

ORDERS: dict[str, tuple[str, str]] = {
    "held": ("waiting", "Held"),
    "ready": ("now", "Ready"),
    "sending": ("now", "Sending"),
    "unknown": ("failed", "Unknown"),
    "accepted": ("now", "Working"),
    "partial": ("waiting", "Filled in part"),
    "filled": ("active", "Filled"),
    "cancelled": ("closed", "Cancelled"),
    "rejected": ("failed", "Rejected"),
    "expired": ("closed", "Expired"),
    "replaced": ("closed", "Replaced"),
    "absent": ("failed", "Not at the broker"),
    "dropped": ("closed", "Dropped"),
    "dry run": ("simulated", "Dry run"),
}
# What a signal is called by the states of its orders: the first of these that any of them is in.
_FIRST = (
    "unknown", "sending", "ready", "held", "partial", "accepted", "filled", "rejected", "absent", "expired",
    "cancelled", "dropped", "dry run", "replaced",
)  # fmt: skip


def standing(signal: str, orders: Collection[str]) -> tuple[str, str]:
    """Look and word of a signal in the state `signal` whose entries and exits are in the states `orders`."""
    if signal == "received":
        return "waiting", "Received"
    if signal == "expired":
        return "closed", "Expired"
    for state in _FIRST:
        if state in orders:
            if state == "filled" and any(one in {"rejected", "absent", "expired", "cancelled"} for one in orders):
                return "waiting", "Filled in part"
            return ORDERS[state]
    return "closed", "Declined"
