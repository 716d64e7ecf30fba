"""The link by which somebody shows that a new address is theirs."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.login.errors import LinkNotGood
from accounts.models import User

_SALT = "accounts.login.email"
GOOD_FOR_SECONDS = 24 * 3600


def link_to(user: User, address: str) -> str:
    """Good for a day, and no longer once the address was changed: the old one is in it."""
    token = signing.dumps({"user": user.pk, "from": user.email, "to": address}, salt=_SALT)
    return f"{settings.SITE_URL.rstrip('/')}{reverse('login_confirm_email', args=[token])}"


def read_link(token: str) -> tuple[User, str]:
    """Whose it is, and the new address; raises LinkNotGood."""
    try:
        said = signing.loads(token, salt=_SALT, max_age=GOOD_FOR_SECONDS)
    except signing.BadSignature as error:
        raise LinkNotGood("This link is too old, or was never sent by us. Nothing was changed.") from error
    user = User.objects.filter(pk=said["user"], email=said["from"], is_active=True).first()
    if user is None:
        raise LinkNotGood("This link was used already. Nothing was changed.")
    return user, str(said["to"])
