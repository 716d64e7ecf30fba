"""Secrets of brokers at rest: sealed together under settings.DOCUMENT_KEYS, with the name of whose they are inside."""

import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from trading.connections.errors import CannotOpen

WORDS = "The secrets cannot be opened: they were sealed under a key that is not held. Give them anew."


def sealed(secrets: Mapping[str, str], *, owner: str) -> str:
    """The secrets as the database may hold them; `owner` is whose they are, so that none opens in another's row."""
    return _box().encrypt(json.dumps({"of": owner, "secrets": dict(secrets)}).encode()).decode() if secrets else ""


def opened(text: str, *, owner: str) -> dict[str, str]:
    """The secrets themselves; raises CannotOpen, whose words say nothing of them."""
    if not text:
        return {}
    try:
        told = json.loads(_box().decrypt(text.encode()))
    except (InvalidToken, ValueError):
        raise CannotOpen(WORDS) from None
    if told.get("of") != owner:
        raise CannotOpen("The secrets belong to another row. Give them anew, and find out who moved them.")
    secrets: dict[str, str] = told["secrets"]
    return secrets


def sealed_anew(text: str) -> str:
    """The same under the newest key; raises CannotOpen."""
    try:
        return _box().rotate(text.encode()).decode() if text else ""
    except InvalidToken:
        raise CannotOpen(WORDS) from None


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.DOCUMENT_KEYS])
