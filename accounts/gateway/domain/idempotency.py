"""The rules of the header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header)."""

import hashlib
import re

KEY_LENGTH = 255
KEPT_DAYS = 7
_VISIBLE = re.compile(r"[\x21-\x7e]{1,255}")


def is_key(text: str) -> bool:
    """Whether `text` may be a key: 1 to 255 visible ASCII characters."""
    return _VISIBLE.fullmatch(text) is not None


def fingerprint(method: str, path: str, body: bytes) -> str:
    """Tells two calls apart that came under one key; hexadecimal SHA-256."""
    head = f"{method} {path}\n".encode()
    return hashlib.sha256(head + body).hexdigest()


def lock_number(caller: int, key: str) -> int:
    """The number of the advisory lock of a caller's key; a signed 64-bit integer."""
    digest = hashlib.sha256(f"idempotency:{caller}:{key}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
