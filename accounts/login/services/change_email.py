"""Change the address somebody signs in with."""

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.errors import NotForYourself
from accounts.events import of_user
from accounts.login.errors import AddressNotFree
from accounts.login.events import EmailChanged
from accounts.models import User
from accounts.trail.api import record


@transaction.atomic
def change_email(user: User, address: str, *, by: User, confirmed: bool) -> User:
    """The user with the new address; both addresses are written to. Raises AddressNotFree or NotForYourself.

    `confirmed` where its reader opened a link; otherwise a colleague of ours types it, and never for themselves.
    """
    if not confirmed and by.pk == user.pk:
        raise NotForYourself("Ask a colleague, or change it under Security.")
    before, after = user.email, User.objects.normalize_email(address).strip().lower()
    if after == before:
        return user
    if User.objects.filter(email=after).exists():
        raise AddressNotFree("Another login has this address. Nothing was changed.")
    # Guarded by the old address: of two changes at once one finds it gone.
    if User.objects.filter(pk=user.pk, email=before).update(email=after) != 1:
        raise AddressNotFree("The address was changed by somebody else a moment ago.")
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=after, primary=True, verified=True)
    record(EmailChanged(subject=of_user(user.pk), client=None, before=before, after=after), by=by)
    user.refresh_from_db()
    return user
