"""What the bridge, or the Expert Advisor, posts to FIDUS: one account's news, numbered and signed. Format 1.

A snapshot says all there is; a delta what changed since the message before it; a heartbeat that nothing did. `number`
grows by one with each message of a `boot`; who misses one answers 409 and gets a snapshot next. Rows are those of
rows.py: the platform's field names, amounts as text.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from fidus_mt5_bridge.rows import Row

FORMAT = 1
SIGNATURE, SENT_AT = "X-Fidus-Signature", "X-Fidus-Sent-At"


class News(StrEnum):
    SNAPSHOT = "snapshot"
    DELTA = "delta"
    HEARTBEAT = "heartbeat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    kind: News
    source: str  # the bridge's name, or the Expert Advisor's
    boot: str  # made anew whenever the source starts to number from one
    number: int
    login: int
    server: str
    observed_at: float  # by the source's clock, seconds UTC
    account: Row | None = None
    positions: list[Row] = field(default_factory=list)
    positions_gone: list[int] = field(default_factory=list)  # tickets
    orders: list[Row] = field(default_factory=list)
    orders_gone: list[int] = field(default_factory=list)
    deals: list[Row] = field(default_factory=list)  # may repeat some; a ticket says which is which
    format: int = FORMAT

    def body(self) -> bytes:
        return json.dumps(asdict(self), separators=(",", ":")).encode()


def sign(body: bytes, sent_at: int, token: str) -> str:
    """HMAC-SHA256 over "<seconds>.<body>" in hexadecimal; the token itself does not travel."""
    return hmac.new(token.encode(), f"{sent_at}.".encode() + body, hashlib.sha256).hexdigest()
