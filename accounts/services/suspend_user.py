"""Shut a login for a while, at once."""

from django.db import transaction

from accounts.events import UserSuspended, of_user
from accounts.models import User
from accounts.services.move_user import move_user
from accounts.trail.api import record


@transaction.atomic
def suspend_user(user: User, *, reason: str, by: User | None) -> User:
    """The user, whose sessions have all ended; raises WrongState or NotForYourself."""
    user = move_user(user, "suspend", by=by)
    record(UserSuspended(subject=of_user(user.pk), client=None, email=user.email, reason=reason), by=by)
    return user
