"""What Kite posts when an order's state changes: verified and read. Pure; whatever is not Kite's is refused.

The checksum covers the order's number and its time, not the rest: who has seen one posting can forge another state of
that very order. So a posting is a reason to ask Kite at once, never a fact to book.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from trading.brokers.facts import OrderState
from trading.brokers.kite import fields, reading
from trading.brokers.rows import BadRow

LARGEST = 64 << 10  # bytes; a posting has about one thousand


class BadPostback(ValueError):
    """Not Kite's, or not of this app; nothing of it is believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postback:
    """The client whose order it is, and how the posting says it stands."""

    login: str
    order: OrderState


def read(body: bytes, *, api_secret: str) -> Postback:
    """Raises BadPostback; takes the same time for a checksum that is nearly right."""
    told = _json(body)
    try:
        number, at = fields.name(told, "order_id"), fields.text(told, "order_timestamp", 32)
        _check(number, at, fields.text(told, "checksum", 128), api_secret)
        return Postback(login=fields.name(told, "user_id", 32), order=reading.order(told))
    except BadRow as error:
        raise BadPostback(str(error)) from None


def checksum(order_id: str, order_timestamp: str, api_secret: str) -> str:
    return hashlib.sha256(f"{order_id}{order_timestamp}{api_secret}".encode()).hexdigest()


def _check(number: str, at: str, told: str, api_secret: str) -> None:
    if not api_secret or not at:
        raise BadPostback("without a secret or a time nothing can be verified")
    # Bytes: compare_digest refuses text beyond ASCII, and a stranger may send any.
    if not hmac.compare_digest(checksum(number, at, api_secret).encode(), told.encode("utf-8", "replace")):
        raise BadPostback("its checksum is not that of this app")


def _json(body: bytes) -> dict[str, Any]:
    if len(body) > LARGEST:
        raise BadPostback("it is too long")
    try:
        told = json.loads(body.decode("utf-8"), parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise BadPostback("it is no JSON") from None
    if not isinstance(told, dict):
        raise BadPostback("it is no order")
    return told


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A name twice: one reader would verify the first and another believe the second."""
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def _no_number(text: str) -> object:
    raise ValueError(f"{text} is no number")
