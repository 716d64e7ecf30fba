"""Secrets at rest: sealed under settings.DOCUMENT_KEYS, since we must sign with them and a digest cannot."""

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def sealed(secret: str) -> str:
    """The secret as the database may hold it."""
    return _box().encrypt(secret.encode()).decode()


def opened(text: str) -> str:
    """The secret itself; cryptography's InvalidToken where the key is no longer held."""
    return _box().decrypt(text.encode()).decode()


def sealed_anew(text: str) -> str:
    """The same under the newest key."""
    return _box().rotate(text.encode()).decode()


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.DOCUMENT_KEYS])
