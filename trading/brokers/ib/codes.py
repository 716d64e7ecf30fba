"""What TWS's numbers mean for an order, a question and the line (the vendor's list of message codes)."""

from __future__ import annotations

from enum import Enum

LOST = 1100  # TWS lost Interactive Brokers; the socket to us stands
RESTORED = frozenset({1101, 1102})  # without and with its subscriptions
MOVED = 1300  # TWS listens at another port from now on
IN_USE = 326
TOO_FAST = 100
NOT_FOUND = 200
NO_LINE = frozenset({502, 504})
READ_ONLY = 321  # with these words; 321 has other meanings too
READ_ONLY_WORDS = "read-only"

# Nothing helps but a person at the gateway: too old, a disclaimer to accept, an account without API.
NEEDS_A_PERSON = frozenset({503, 505, 506, 10141, 10276})

REJECTED = 201
CANCELLED = 202
NOT_CANCELLABLE = frozenset({135, 136, 161, 10147, 10148})

# The order lives on: preset filled in (10349), held until the market opens (399) or shares are found (404).
NOTES = frozenset({105, 165, 399, 404, 492, 10167, 10349}) | frozenset(range(2100, 2200))
# Said of a question, yet its answer comes: delayed prices instead, a farm that connects.
ASIDES = frozenset({10090, 10091, 10167}) | frozenset(range(2100, 2200))

_REFUSING = (
    frozenset({110, 200, 201, 203, 321, 329, 355, 382, 383, 387, 388, 391, 403, 406, 413, 434, 435, 436, 439, 442})
    | frozenset(range(104, 169))
    | frozenset(range(10003, 10083))
    | frozenset(range(10203, 10206))
    | frozenset(range(10240, 10276))
    | frozenset(range(10277, 10349))
) - NOT_CANCELLABLE


class Verdict(Enum):
    """What a code says of an order that waits for its first answer."""

    NOTE = "it lives on"
    CANCELLED = "it was taken and cancelled"
    REFUSED = "it will not be taken"
    NOT_SENT = "it went no further than the gateway"
    THROTTLED = "too fast"
    UNFORESEEN = "nobody knows"


def verdict(code: int) -> Verdict:
    if code in NOTES:
        return Verdict.NOTE
    if code == CANCELLED:
        return Verdict.CANCELLED
    if code == TOO_FAST:
        return Verdict.THROTTLED
    if code == 103 or code in NO_LINE:  # a number that was used before: this order was not taken
        return Verdict.NOT_SENT
    return Verdict.REFUSED if code in _REFUSING else Verdict.UNFORESEEN
