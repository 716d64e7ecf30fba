"""How it stands with the mailbox: told by the process that reads it, shown where doors are."""

from __future__ import annotations

import logging
import time

from django.conf import settings
from django.core.cache import cache

log = logging.getLogger(__name__)
_LOOKED, _TROUBLE = "signals:mail:looked", "signals:mail:trouble"
_KEPT = 24 * 3600
# Looks are a minute apart at most (trading/signals/mailbox.py).
SILENT_AFTER = 150.0


def is_set_up() -> bool:
    """Whether FIDUS has a mailbox for signals."""
    return bool(settings.SIGNAL_MAIL_HOST)


def note_look() -> None:
    _note({_LOOKED: time.time(), _TROUBLE: ""})


def note_trouble(words: str) -> None:
    _note({_TROUBLE: words})


def _note(told: dict[str, object]) -> None:
    try:
        cache.set_many(told, _KEPT)
    except Exception as error:  # noqa: BLE001 - mails are read, whoever cannot hear of it
        log.warning("How it stands with the mailbox cannot be told: %s", type(error).__name__)


def standing() -> str:
    """A sentence for the people who rely on it."""
    if not is_set_up():
        return "No mailbox is set up: nobody reads e-mail for signals (docs/signals.md)."
    try:
        found = cache.get_many([_LOOKED, _TROUBLE])
    except Exception:  # noqa: BLE001 - a page is not the place to fail for it
        return "It cannot be told now how it stands with the mailbox."
    if found.get(_TROUBLE):
        return f"The mailbox cannot be read now: {found[_TROUBLE]}"
    age = time.time() - found[_LOOKED] if _LOOKED in found else None
    if age is None or age > SILENT_AFTER:
        return "The mailbox is not being read: the process that reads it gives no sign of life."
    return f"The mailbox was looked at {age:.0f} s ago."
