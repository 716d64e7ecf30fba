"""Invented people for tests."""

from django.contrib.auth.models import Group

from accounts.models import Client, User
from accounts.services.add_member import add_member
from accounts.services.open_client import open_client

PASSWORD = "correct horse battery staple"
# What raising the second wall and lowering it asks of the database, of each of a client's requests.
WALL = 2


def staff(role: str = "back_office", email: str = "olga@example.test", **fields: object) -> User:
    user = User.objects.create_user(email, PASSWORD, is_staff=True, **fields)
    user.groups.add(Group.objects.get(name=role))
    return user


def member(client: Client | None = None, email: str = "bruno@example.test", **fields: object) -> User:
    user = User.objects.create_user(email, PASSWORD, **fields)
    if client is not None:
        add_member(client=client, user=user, by=None)
    return user


def a_client(name: str = "Bruno Sample") -> Client:
    return open_client(kind="person", name=name, by=None)
