"""A person's own sessions and browsers over the API: where they are signed in, and signing out there."""

from allauth.usersessions.models import UserSession
from django.db.models import QuerySet
from rest_framework import serializers

from accounts.gateway.rest.records import Figures, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.login.domain.devices import in_words
from accounts.login.models import KnownDevice
from accounts.login.selectors import live_sessions
from accounts.login.services.end_sessions import end_sessions
from accounts.login.services.forget_device import forget_device
from accounts.models import User


class SessionRecord(Record):
    """A browser in which the person is signed in."""

    browser = serializers.SerializerMethodField()
    address = serializers.CharField(source="ip", help_text="The network address.")
    here = serializers.SerializerMethodField(help_text="Whether this very session calls; false for a token or key.")

    class Meta:
        model = UserSession
        fields = ("id", "browser", "address", "created_at", "last_seen_at", "here")

    def get_browser(self, session: UserSession) -> str:
        return in_words(session.user_agent)

    def get_here(self, session: UserSession) -> bool:
        return bool(session.session_key == self.context["view"].session_here())


class BrowserRecord(Record):
    """A browser in which the person has signed in; they are told when another one is used."""

    browser = serializers.CharField(source="words")

    class Meta:
        model = KnownDevice
        fields = ("id", "browser", "address", "first_seen_at", "last_seen_at")


class EndedFigures(Figures):
    """How many sessions were ended."""

    ended = serializers.IntegerField()


class _Own(Records):
    """What is everybody's own: no right is needed, and nobody sees another's."""

    behind_wall = False

    def rows(self) -> QuerySet[UserSession | KnownDevice]:
        return super().rows().filter(user=self.request.user)

    def get_queryset(self) -> QuerySet[UserSession | KnownDevice]:
        return self.queryset.none() if getattr(self, "swagger_fake_view", False) else self.rows()

    def open_to_clients(self) -> bool:
        return True

    def permissions_needed(self) -> list[str]:
        return []


class Sessions(_Own):
    """Where the caller is signed in."""

    kind = "sessions"
    permission = ""
    queryset = UserSession.objects.all()
    serializer_class = SessionRecord

    def rows(self) -> QuerySet[UserSession]:
        return live_sessions(self.request.user)

    def session_here(self) -> str | None:
        """The session in which this call was made."""
        return self.request.session.session_key if self.request.auth is None else None

    @operation(permission=None)
    def end(self, session: UserSession, *, by: User) -> None:
        """Sign out there, be it here."""
        here = session.session_key == self.session_here()
        end_sessions([session], by=by)
        if here:
            # Nothing more is written into a session that is gone.
            self.request.session.flush()

    @operation(permission=None, gives=EndedFigures, detail=False)
    def end_others(self, *, by: User) -> dict[str, int]:
        """Sign out everywhere but here; keys and programs that act for the person go on."""
        return {"ended": end_sessions(self.rows().exclude(session_key=self.session_here() or ""), by=by)}


class Browsers(_Own):
    """Browsers the caller has signed in with."""

    kind = "sessions"
    permission = ""
    queryset = KnownDevice.objects.all()
    serializer_class = BrowserRecord

    @operation(permission=None)
    def forget(self, device: KnownDevice, *, by: User) -> None:
        """It counts as a stranger's from now on."""
        forget_device(device, by=by)
