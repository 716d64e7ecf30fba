"""How strongly a session was begun, told by what allauth wrote into it; whether a factor exists is another matter."""

import time

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from accounts.models import User

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def factor_given_at(request: HttpRequest) -> float | None:
    """When a second factor was last given in this session, in seconds since 1970."""
    given = [record["at"] for record in get_authentication_records(request, request.user) if record["method"] == "mfa"]
    return max(given, default=None)


def is_strong(request: HttpRequest) -> bool:
    """Whether a second factor was given in this session at all."""
    return factor_given_at(request) is not None


def is_fresh(request: HttpRequest, seconds: float) -> bool:
    """Whether a second factor was given within the last `seconds`."""
    given = factor_given_at(request)
    return given is not None and time.time() - given < seconds


def has_factor(user: User) -> bool:
    """Whether the person can give a second factor at all; recovery codes come with one."""
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()


def note_factor(request: HttpRequest, user: User, factor: Authenticator) -> None:
    """The factor was given just now, whatever it was asked for."""
    factor.record_usage()
    record_authentication(request, user, "mfa", id=factor.pk, type=factor.type, reauthenticated=True)
