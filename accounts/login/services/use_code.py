"""Take a code of an authenticator app or a recovery code, once."""

import time

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import connection

from accounts.models import User

# Steps only grow: of two that bring the same code at once, one waits for the other's row and then finds it used.
_TAKE = """
insert into login_usedstep as used (user_id, step) values (%s, %s)
on conflict (user_id) do update set step = excluded.step where used.step < excluded.step
"""


def use_code(user: User, code: str) -> Authenticator | None:
    """The factor the code is of, None for a wrong or used one."""
    held = {factor.type: factor for factor in Authenticator.objects.filter(user=user)}
    totp = held.get(Authenticator.Type.TOTP)
    if totp is not None and (step := step_of(decrypt(totp.data["secret"]), code)) is not None:
        return totp if take_step(user, step) else None
    spare = held.get(Authenticator.Type.RECOVERY_CODES)
    if spare is not None and spare.wrap().validate_code(code):
        return spare
    return None


def step_of(secret: str, code: str) -> int | None:
    """The time step whose code this is: now's, or one beside it for a clock that is a little off."""
    now = int(time.time()) // app_settings.TOTP_PERIOD
    found = None
    for step in (now - 1, now, now + 1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            found = step
    return found


def take_step(user: User, step: int) -> bool:
    """Whether the step's code had not been used."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [user.pk, step])
        return bool(cursor.rowcount)
