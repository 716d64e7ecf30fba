"""Take somebody's second factors away, for whoever lost them."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.errors import NotForYourself
from accounts.events import of_user
from accounts.login.errors import NothingToTakeAway
from accounts.login.events import FactorsReset
from accounts.login.models import KnownDevice
from accounts.models import User
from accounts.services.end_access import end_access
from accounts.trail.api import record


@transaction.atomic
def reset_factors(user: User, *, reason: str, by: User) -> User:
    """The user, who is out everywhere, known by no browser, and written to; raises NotForYourself.

    Raises NothingToTakeAway where there is no factor. Staff set up a new one before anything else.
    """
    if by.pk == user.pk:
        raise NotForYourself("Ask a colleague: nobody takes away their own second step.")
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise NothingToTakeAway(f"{user.email} has no second step.")
    KnownDevice.objects.filter(user=user).delete()
    end_access(user)
    record(FactorsReset(subject=of_user(user.pk), client=None, email=user.email, reason=reason), by=by)
    user.refresh_from_db()
    return user
