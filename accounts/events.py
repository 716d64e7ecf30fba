"""What happens to people: users, invitations, clients."""

from dataclasses import dataclass

from accounts.trail.api import Event


def of_user(user: int) -> str:
    """The subject of events about a user."""
    return f"user:{user}"


def of_client(number: str) -> str:
    """The subject of events about a client."""
    return f"client:{number}"


def of_invitation(invitation: int) -> str:
    """The subject of events about an invitation."""
    return f"invitation:{invitation}"


@dataclass(frozen=True)
class ClientOpened(Event):
    number: str
    kind_of_client: str
    name: str


@dataclass(frozen=True)
class MemberAdded(Event):
    user: int
    email: str


@dataclass(frozen=True)
class MemberRemoved(Event):
    user: int
    email: str


@dataclass(frozen=True)
class UserInvited(Event):
    invitation: int
    email: str
    role: str


@dataclass(frozen=True)
class InvitationAccepted(Event):
    invitation: int
    user: int
    email: str


@dataclass(frozen=True)
class InvitationRevoked(Event):
    invitation: int
    email: str


@dataclass(frozen=True)
class UserSuspended(Event):
    email: str
    reason: str


@dataclass(frozen=True)
class UserReactivated(Event):
    email: str
    reason: str


@dataclass(frozen=True)
class UserLeft(Event):
    email: str
    reason: str


@dataclass(frozen=True)
class RolesChanged(Event):
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class LoggedIn(Event):
    address: str


@dataclass(frozen=True)
class LoggedOut(Event):
    address: str


@dataclass(frozen=True)
class LoginFailed(Event):
    email: str
    address: str
