"""Who listens: the session behind the cookie, by the same rules as for a page, asked in a few threads of its own."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache as once
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import HttpRequest
from django.utils.module_loading import import_string

from accounts.login.domain.visits import is_over
from accounts.login.session_dates import BEGAN, SEEN
from accounts.login.strength import is_strong
from accounts.models import User
from fidus.lib.live_wire import topic_of
from fidus.wiring import LIVE_CHANNELS

# Two threads, so two connections to the database, however many listen.
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="visitors")


class NotLetIn(Exception):
    """401: nobody is signed in (any more); 403: signed in, but not to hear this."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def let_in(session_key: str, channels: frozenset[str]) -> None:
    """Raises NotLetIn unless whoever holds that session may hear every one of the channels, now."""
    await asyncio.get_running_loop().run_in_executor(_threads, _let_in, session_key, channels)


def _let_in(session_key: str, channels: frozenset[str]) -> None:
    close_old_connections()
    try:
        user = _who(session_key)
        if user is None:
            raise NotLetIn(401)
        if _heard_by(user, channels) != channels:
            raise NotLetIn(403)
    finally:
        close_old_connections()


def _who(session_key: str) -> User | None:
    """The person of a session that has not ended and is as strong as it must be; nothing of it is prolonged."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    request.user = user = get_user(request)
    if not user.is_authenticated or not user.is_active:
        return None
    session: Any = request.session
    began, seen = session.get(BEGAN), session.get(SEEN)
    if is_over(staff=user.is_staff, began_at=began, seen_at=seen, now=time.time()):
        return None
    return None if user.is_staff and not is_strong(request) else user


def _heard_by(user: User, channels: frozenset[str]) -> set[str]:
    """Those of the channels that the person may hear; each topic answers for its own, all names at once."""
    heard: set[str] = set()
    for topic in {topic_of(channel) for channel in channels}:
        names = {channel.partition(":")[2] for channel in channels if topic_of(channel) == topic}
        may = _answers().get(topic)
        heard |= {f"{topic}:{name}" if name else topic for name in (may(user, names) if may else ())}
    return heard


@once
def _answers() -> dict[str, Callable[[User, set[str]], set[str]]]:
    return {topic: import_string(name) for topic, name in LIVE_CHANNELS.items()}
