"""A small firm for the browser: the people who look at pages, and what they look at. Made through the real services."""

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts.models import Client, ClientMembership, User
from fidus.lib import clock

PASSWORD = "correct-horse-battery-staple"


def found() -> tuple[dict[str, str], dict[str, object]]:
    """Make the firm; its people's session cookies by name, and the facts that pages.py may put into paths."""
    admin = User.objects.create_superuser(
        email="rosa.approver@fidus.example", password=PASSWORD, first_name="Rosa", last_name="Approver"
    )
    newcomer = User.objects.create_user(
        email="nobody.yet@fidus.example", password=PASSWORD, first_name="Nobody", last_name="Yet", is_staff=True
    )
    ada = User.objects.create_user(email="ada@example.com", password=PASSWORD, first_name="Ada", last_name="Example")
    long_name = "Northlight Family Holding Example GmbH & Co. KG"
    clients = [
        Client.objects.create(number="100417", kind="person", name="Ada Example", opened_at=clock.now()),
        Client.objects.create(number="100418", kind="company", name=long_name, opened_at=clock.now()),
    ]
    ClientMembership.objects.create(client=clients[0], user=ada, since=clock.now())
    people = {"admin": admin, "newcomer": newcomer, "client": ada}
    facts: dict[str, object] = {"client": clients[0].pk, "user": ada.pk}
    return {name: session_of(user) for name, user in people.items()}, facts


def session_of(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    assert store.session_key
    return store.session_key
