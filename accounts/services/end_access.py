"""End everything by which a person is inside, at once: sessions here, tokens wherever they are kept."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F

from accounts.access import enders
from accounts.models import User


@transaction.atomic
def end_access(user: User) -> None:
    """Counts from the next request on: known sessions are deleted, any other is refused by its fingerprint."""
    User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
    known = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=known.values("session_key")).delete()
    known.delete()
    for end in enders():
        end(user)
