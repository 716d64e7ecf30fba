"""Sign somebody out where they no longer want to be signed in, at their own wish."""

from collections.abc import Iterable

from allauth.usersessions.models import UserSession
from django.db import transaction

from accounts.events import of_user
from accounts.login.events import SessionsEnded
from accounts.models import User
from accounts.trail.api import record


@transaction.atomic
def end_sessions(sessions: Iterable[UserSession], *, by: User) -> int:
    """How many of the person's own sessions were ended; keys and programs that act for them go on."""
    count = 0
    for session in sessions:
        session.end()
        count += 1
    record(SessionsEnded(subject=of_user(by.pk), client=None, count=count), by=by)
    return count
