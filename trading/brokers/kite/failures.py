"""What Kite's ways of failing mean for us: ask again, do not, or look first.

The library knows seven of the vendor's kinds and turns the rest (margin, holding, user) into a general one, so the
kind is read from the answer itself. What is unclassified, or speaks of a timeout, may have been done all the same.
"""

from __future__ import annotations

import re

from trading.brokers.base import BrokerError, LoginRefused, NotSent, OutcomeUnknown, Refused, Throttled
from trading.brokers.doubts import plain

REFUSING = frozenset({
    "InputException", "OrderException", "MarginException", "HoldingException", "UserException", "PermissionException",
})  # fmt: skip
LOGIN = frozenset({"TokenException", "TwoFAException"})
# A timeout towards the exchange comes as HTTP 400 and "InputException" though the order may be placed.
_DOUBTFUL = re.compile(
    r"timed?[ -]?out|before placing again|could not be confirmed|no response|order ?book|may have been placed",
    re.IGNORECASE,
)


def failure(*, status: int | None, kind: str, words: str, changes: bool) -> BrokerError:
    """The error for an answer with HTTP `status` and the vendor's `error_type`."""
    told = plain(words) or f"Kite answered {status}"
    code = kind or str(status or "")
    if status == 429:
        return Throttled(told, code="429", seconds=1.0)
    if kind in LOGIN and status in {401, 403}:
        return LoginRefused(told, code=code)
    if changes and (_DOUBTFUL.search(words) or kind not in REFUSING):
        return OutcomeUnknown(told, code=code)
    if kind in LOGIN:
        return LoginRefused(told, code=code)
    if kind in REFUSING or (kind and status is not None and 400 <= status < 500 and status != 408):
        return Refused(told, code=code)
    return NotSent(told, code=code)
