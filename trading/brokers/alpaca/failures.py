"""What Alpaca's ways of failing mean for us: ask again, do not, or look first. In doubt it may have been done."""

from __future__ import annotations

from collections.abc import Mapping

from trading.brokers.base import BrokerError, LoginRefused, NotSent, OutcomeUnknown, Refused, Throttled
from trading.brokers.doubts import doubt, plain

REFUSING = frozenset({400, 403, 404, 422})
NOT_FOUND = "40410000"  # Alpaca's own: it has no such order, or asset
_UNIQUE = "client_order_id must be unique"


def failure(status: int, told: object, *, changes: bool, seconds: float | None = None) -> BrokerError:
    """The error for an answer that is no yes; `seconds` is how long we are asked to wait."""
    if status == 429:
        return Throttled("Alpaca takes 200 calls a minute of an account", code="429", seconds=seconds)
    if not isinstance(told, Mapping) or not isinstance(told.get("message"), str):
        # A proxy in front says such things, also of what it handed on.
        return doubt(f"what answered ({status}) is not Alpaca", changes=changes, code=str(status))
    words, given = plain(told["message"]) or f"Alpaca answered {status}", told.get("code")
    code = str(given) if type(given) is int else str(status)
    if status == 401 or (status == 403 and type(given) is not int and "forbidden" in words.lower()):
        return LoginRefused(f"Alpaca does not know these keys ({words})", code=code)
    if changes and _UNIQUE in words.lower():
        # An order of ours has this reference: it was sent before, and how it stands has to be looked up.
        return OutcomeUnknown("an order with this reference was sent already", code="duplicate")
    if status in REFUSING:
        return Refused(words, code=code)
    return (OutcomeUnknown if changes else NotSent)(words, code=code)
