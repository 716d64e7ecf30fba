"""Ask whether a new address is read by whoever wants to sign in with it."""

from django.db import transaction

from accounts.events import of_user
from accounts.login.events import EmailChangeAsked
from accounts.models import User
from accounts.trail.api import record


@transaction.atomic
def ask_email_change(user: User, address: str) -> None:
    """A letter goes there, whether or not the address is free; nothing changes before its link is opened."""
    asked = address.strip().lower()
    record(EmailChangeAsked(subject=of_user(user.pk), client=None, address_asked=asked), by=user)
