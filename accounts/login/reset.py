"""Asking for a link to set the password anew: the same answer, in the same time, whoever asks for whom."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm
from django.db import transaction
from django.http import HttpRequest

from accounts.login.events import PasswordResetAsked
from accounts.trail.api import record


class ResetForm(ResetPasswordForm):
    """Writes the wish down; who hears of it looks whether there is such a login, and writes the letter."""

    def clean_email(self) -> str:
        self.users: list[Any] = []
        return str(self.cleaned_data["email"]).strip().lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        event = PasswordResetAsked(
            subject="login", client=None, email=email, address=get_adapter().get_client_ip(request)
        )
        with transaction.atomic():
            record(event, by=None)
        return email
