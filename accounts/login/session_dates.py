"""When a session began and was last used, kept in the session itself: seconds since 1970."""

from collections.abc import MutableMapping
from typing import Any

BEGAN, SEEN = "began_at", "seen_at"


def date_session(session: MutableMapping[str, Any], now: float) -> None:
    """It begins now."""
    session[BEGAN] = session[SEEN] = now
