"""Secrets in the addresses of doors: told once, kept as a keyed hash."""

import hashlib
import hmac
import secrets

from django.conf import settings

_FOR = b"fidus.signals.door"


def new_secret() -> str:
    """40 letters and digits in lower case, 206 bits: an e-mail address's local part does not keep capitals apart."""
    return "".join(secrets.choice("abcdefghijkmnopqrstuvwxyz23456789") for _ in range(40))


def digest(secret: str) -> str:
    """What the database keeps; without SECRET_KEY nobody can tell which secret it is of."""
    key = hashlib.sha256(_FOR + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, secret.encode(errors="replace"), hashlib.sha256).hexdigest()
