"""What staff may do about a colleague's or a client's way in; stands with the other deeds on the login's page."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms

from accounts.admin.deeds import Deed
from accounts.admin.forms import ReasonForm
from accounts.admin.users import UserAdmin
from accounts.login.services.change_email import change_email
from accounts.login.services.reset_factors import reset_factors
from accounts.models import User


class EmailForm(forms.Form):
    address = forms.EmailField(label="New e-mail address", max_length=254)


def _reset(user: User, data: dict[str, Any], by: User) -> None:
    reset_factors(user, reason=data["reason"], by=by)


def _change_email(user: User, data: dict[str, Any], by: User) -> None:
    change_email(user, data["address"], by=by, confirmed=False)


UserAdmin.deeds = (
    *UserAdmin.deeds,
    Deed(
        "reset_factors",
        "Take away second steps",
        "For somebody who lost phone and recovery codes. Speak to them first: by a number you have, not by one they "
        "write to you. Every session ends, and staff set up a new second step before anything else. They are told.",
        "The second steps are taken away; all sessions have ended.",
        "login.reset_factors",
        _reset,
        ReasonForm,
        possible=lambda user: Authenticator.objects.filter(user=user).exists(),
    ),
    Deed(
        "change_email",
        "Change e-mail address",
        "They sign in with the new address from now on. Both addresses are written to. Speak to them first: whoever "
        "reads the new mailbox can set a new password.",
        "The address is changed; both are written to.",
        "login.reset_factors",
        _change_email,
        EmailForm,
        possible=lambda user: user.state == "active",
    ),
)
