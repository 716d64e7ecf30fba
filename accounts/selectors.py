"""Who acts for whom."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import Client, User


def clients_of(user: User) -> QuerySet[Client]:
    """The clients a person acts for: the only way a portal view finds a client."""
    return Client.objects.filter(memberships__user_id=user.pk).order_by("number")


def is_client(user: User | AnonymousUser | None) -> bool:
    """Whether whoever this is comes as a client: logged in, and none of the office."""
    return user is not None and user.is_authenticated and not user.is_staff
