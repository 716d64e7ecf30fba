"""API keys and secrets as text: what a person sees once, and what is kept."""

import hashlib
import re
import secrets

PREFIX = "fidus_"
# 43 characters of base64 are 256 bits: a plain hash is enough, since nothing can be guessed.
_KEY = re.compile(rf"{PREFIX}([0-9a-f]{{12}})_[A-Za-z0-9_-]{{43}}")


def new_key() -> str:
    """A new API key; its beginning may be shown, the rest is secret."""
    return f"{PREFIX}{secrets.token_hex(6)}_{secrets.token_urlsafe(32)}"


def new_secret() -> str:
    """A new secret of a program."""
    return secrets.token_urlsafe(32)


def is_key(text: str) -> bool:
    """Whether `text` has the form of a key."""
    return _KEY.fullmatch(text) is not None


def shown(key: str) -> str:
    """What may be shown of a key, and tells it apart: "fidus_0a1b2c3d4e5f"."""
    return key[: len(PREFIX) + 12]


def digest(text: str) -> str:
    """What the database keeps; hexadecimal SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()
