"""Who acts for whom."""

from django.db.models import QuerySet

from accounts.models import Client, User


def clients_of(user: User) -> QuerySet[Client]:
    """The clients a person acts for: the only way a portal view finds a client."""
    return Client.objects.filter(memberships__user_id=user.pk).order_by("number")
