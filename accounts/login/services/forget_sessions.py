"""Remove sessions that nobody can use any more."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef

from fidus.lib import clock


def forget_sessions() -> int:
    """How many sessions were over; their lines in people's lists of sessions go with them."""
    over, _ = Session.objects.filter(expire_date__lt=clock.now()).delete()
    UserSession.objects.filter(~Exists(Session.objects.filter(session_key=OuterRef("session_key")))).delete()
    return over
