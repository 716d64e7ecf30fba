"""The code an invented person's app would show."""

import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt

from accounts.login.models import UsedStep
from accounts.models import User

# Set on the factors that the demo makes, and on no other: a real person's code is shown nowhere.
OF_THE_DEMO = "demo"


def demo_code(user: User) -> str | None:
    """The next code that would be taken, None for a person who has no factor of the demo's."""
    totp = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if totp is None or not totp.data.get(OF_THE_DEMO):
        return None
    now = int(time.time()) // app_settings.TOTP_PERIOD
    used = UsedStep.objects.filter(user=user).values_list("step", flat=True).first()
    # The present one, or the next where that was used a moment ago; a clock that is a little fast is believed.
    step = now if used is None or used < now else used + 1
    return str(format_hotp_value(hotp_value(decrypt(totp.data["secret"]), step)))
