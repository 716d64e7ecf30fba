"""The one written form of an entry, and the hashes over it: the same bytes as the database's functions make.

content = SHA-256 of: kind, value date, id of the reversed entry or nothing, one line a leg (code, currency, minor
units; in order of code, then amount), an empty line, the text. It binds a key to what was posted under it.
digest = SHA-256 of: key, booking date, microseconds since 1970 when recorded, user id or nothing, event id or nothing,
content in hexadecimal. hash(n) = SHA-256 of hash(n - 1) and digest(n), as bytes; hash(0) is 32 zero bytes.
Only the text may hold a line break, and it comes last: two entries never share a form.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

GENESIS = bytes(32)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def content_of(
    kind: str, value_on: date, reverses: int | None, legs: Iterable[tuple[str, str, int]], text: str
) -> bytes:
    """SHA-256 over what an entry says; legs are (code, currency, minor units)."""
    ordered = sorted(legs, key=lambda leg: (leg[0], leg[2]))
    lines = [kind, value_on.isoformat(), "" if reverses is None else str(reverses)]
    lines += [f"{code} {currency} {amount}" for code, currency, amount in ordered]
    return sha256("\n".join([*lines, "", text]).encode()).digest()


def digest_of(
    key: str, booked_on: date, recorded_at: datetime, by: int | None, event: int | None, content: bytes
) -> bytes:
    """SHA-256 over an entry as it was recorded."""
    lines = (
        key,
        booked_on.isoformat(),
        str((recorded_at - _EPOCH) // _MICROSECOND),
        "" if by is None else str(by),
        "" if event is None else str(event),
        content.hex(),
    )
    return sha256("\n".join(lines).encode()).digest()


def link(previous: bytes, digest: bytes) -> bytes:
    """The next hash of the chain."""
    return sha256(previous + digest).digest()
