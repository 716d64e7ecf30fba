"""Who may log in, with what, and who said so: one line a login, a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from accounts.domain.roles import ROLES
from accounts.login.models import AccessReview
from accounts.models import Invitation, User
from fidus.lib import clock

_FACTORS = {
    Authenticator.Type.TOTP: "app",
    Authenticator.Type.WEBAUTHN: "passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}


@dataclass(frozen=True)
class Access:
    """One login as a reviewer looks at it; `given_by` is whoever sent the invitation."""

    user: User
    state: str
    staff: bool
    roles: list[str]
    clients: list[str]
    factors: list[str]
    invited_by: str
    last_login: datetime | None
    review: AccessReview | None

    @property
    def wants_attention(self) -> str:
        """What a reviewer should look at first, empty for nothing."""
        if self.state != "active":
            return ""
        if self.staff and not self.roles and not self.user.is_superuser:
            return "No role"
        if self.staff and not self.factors:
            return "No second step"
        if self.last_login is None:
            return "Never signed in"
        if self.review and self.review.verdict == AccessReview.Verdict.CHANGE:
            return "To be changed"
        if self.review and self.review.seen.get("roles") != self.roles:
            return "Changed since the review"
        return ""


def access_list(users: QuerySet[User] | None = None) -> list[Access]:
    """Every login, staff first."""
    reviewed = AccessReview.objects.filter(user=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    found = (User.objects.all() if users is None else users).annotate(latest_review=Subquery(reviewed))
    people = list(found.prefetch_related("groups", "clients", "authenticator_set").order_by("-is_staff", "email"))
    reviews = AccessReview.objects.select_related("user", "reviewed_by").in_bulk([one.latest_review for one in people])
    inviters = _inviters(people)
    return [_line(one, inviters.get(one.pk, ""), reviews.get(one.latest_review)) for one in people]


def access_of(user: User) -> Access:
    """The line of one login."""
    return access_list(User.objects.filter(pk=user.pk))[0]


def open_invitations() -> QuerySet[Invitation]:
    """Who was invited and has not come: they may log in as soon as they do."""
    return Invitation.objects.filter(state="open").select_related("client", "invited_by").order_by("email")


def counts(lines: Iterable[Access]) -> dict[str, int]:
    """How many logins there are in each state, and how many nobody has ever reviewed."""
    lines = list(lines)
    by_state = {state: sum(one.state == state for one in lines) for state in ("active", "suspended", "left")}
    return {"invited": open_invitations().count(), **by_state, "never reviewed": sum(not one.review for one in lines)}


def _inviters(people: list[User]) -> dict[int, str]:
    """Who sent the invitation by which each came; nobody for those made by a command."""
    latest = Invitation.objects.filter(accepted_by__in=people).values("accepted_by").annotate(last=Max("pk"))
    rows = Invitation.objects.filter(pk__in=[row["last"] for row in latest]).filter(~Q(invited_by=None))
    return {row.accepted_by_id: str(row.invited_by) for row in rows.select_related("invited_by")}


def _line(user: User, invited_by: str, review: AccessReview | None) -> Access:
    return Access(
        user=user,
        state=user.state,
        staff=user.is_staff,
        roles=sorted(ROLES[group.name].name for group in user.groups.all() if group.name in ROLES)
        + (["Superuser"] if user.is_superuser else []),
        clients=[str(client) for client in user.clients.all()],
        factors=sorted(_FACTORS[factor.type] for factor in user.authenticator_set.all()),
        invited_by=invited_by,
        last_login=user.last_login,
        review=review,
    )


def live_sessions(user: User) -> QuerySet[UserSession]:
    """Where the person is signed in: sessions that are not over and have the fingerprint of the login as it is now."""
    held = Session.objects.filter(
        session_key__in=UserSession.objects.filter(user=user).values("session_key"), expire_date__gt=clock.now()
    )
    prints = {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
    live = [session.session_key for session in held if session.get_decoded().get(HASH_SESSION_KEY) in prints]
    return UserSession.objects.filter(user=user, session_key__in=live)
