"""Open a suspended login again."""

from django.db import transaction

from accounts.events import UserReactivated, of_user
from accounts.models import User
from accounts.services.move_user import move_user
from accounts.trail.api import record


@transaction.atomic
def reactivate_user(user: User, *, reason: str, by: User | None) -> User:
    """The user, who must log in anew; raises WrongState or NotForYourself."""
    user = move_user(user, "reactivate", by=by)
    record(UserReactivated(subject=of_user(user.pk), client=None, email=user.email, reason=reason), by=by)
    return user
