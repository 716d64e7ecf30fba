"""The demo firm's logins: everybody comes in by an invitation, with a password made for this installation alone."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from accounts.login.services.demo_code import OF_THE_DEMO
from accounts.models import Client, User
from accounts.services.accept_invitation import accept_invitation
from accounts.services.invite_user import invite_user, token_of
from fidus.demo.people import STAFF
from fidus.stack.logins import FILE


@dataclass(frozen=True)
class Login:
    """One line of what the start prints."""

    role: str
    email: str
    password: str
    # What an authenticator app takes; empty for somebody who has not set up a second step.
    secret: str = ""


def take_on(
    *,
    email: str,
    name: str,
    by: User | None,
    role: str | None = None,
    client: Client | None = None,
    second_step: bool = True,
) -> Login:
    """Invite and accept; password and the app's secret are nowhere but in the answer."""
    password = secrets.token_urlsafe(12)
    first, _, last = name.partition(" ")
    invitation = invite_user(email=email, role=role, client=client, by=by)
    user = accept_invitation(token=token_of(invitation), first_name=first, last_name=last, password=password)
    secret = give_app(user) if second_step else ""
    return Login(role or f"client ({name})", email, password, secret)


def give_app(user: User) -> str:
    """An authenticator app on a phone that nobody has; its secret, for whoever has a phone."""
    secret = generate_totp_secret()
    app = TOTP.activate(user, secret).instance
    app.data[OF_THE_DEMO] = True
    app.save(update_fields=["data"])
    RecoveryCodes.activate(user)
    return str(secret)


def hire() -> list[Login]:
    """Every role of the firm once, and two wherever a second pair of eyes is needed."""
    return [take_on(email=email, name=name, role=role, by=None) for role, name, email in STAFF]


def person(email: str) -> User:
    return User.objects.get(email=email)


def write_logins(logins: list[Login], var: Path) -> None:
    """For the eyes of whoever runs this installation."""
    file = var / FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump([asdict(login) for login in logins], out, indent=2)
