"""How a message says that it is ours: Standard Webhooks 1.0.0, symmetric signatures."""

import base64
import hmac
import secrets
from collections.abc import Iterable
from datetime import timedelta

_PREFIX = "whsec_"
# The specification allows 24 to 64.
_BYTES = 32
# After a new secret was made the old one still signs for so long, beside it.
BOTH_SIGN = timedelta(hours=24)


def new_secret() -> str:
    """A secret as its receiver is told it."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def new_message_id() -> str:
    """The same for every attempt at one message; without full stops, which separate what is signed."""
    return f"msg_{secrets.token_hex(16)}"


def signatures(held: Iterable[str], *, message_id: str, timestamp: int, body: bytes) -> str:
    """The header webhook-signature: one signature for each secret, separated by spaces."""
    content = f"{message_id}.{timestamp}.".encode() + body
    return " ".join(f"v1,{_signed(secret, content)}" for secret in held)


def _signed(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    return base64.b64encode(hmac.digest(key, content, "sha256")).decode()
