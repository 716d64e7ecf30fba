"""End a login for good: the person has left."""

from django.db import transaction

from accounts.events import UserLeft, of_user
from accounts.models import User
from accounts.services.move_user import move_user
from accounts.trail.api import record


@transaction.atomic
def end_user(user: User, *, reason: str, by: User | None) -> User:
    """The user, who stays on record; raises WrongState or NotForYourself."""
    user = move_user(user, "leave", by=by)
    record(UserLeft(subject=of_user(user.pk), client=None, email=user.email, reason=reason), by=by)
    return user
