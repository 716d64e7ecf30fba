"""What happens about somebody's way in."""

from dataclasses import dataclass

from accounts.trail.api import Event


@dataclass(frozen=True)
class NewDeviceUsed(Event):
    """Somebody signed in with a browser they had not used before; `first` where they had used none."""

    words: str
    address: str
    first: bool


@dataclass(frozen=True)
class DeviceForgotten(Event):
    words: str


@dataclass(frozen=True)
class LoginChanged(Event):
    """A password or factor was set, changed or taken away by its owner; `what` is a key of domain/notices.py."""

    what: str
    words: str
    address: str


@dataclass(frozen=True)
class FactorsReset(Event):
    email: str
    reason: str


@dataclass(frozen=True)
class EmailChanged(Event):
    before: str
    after: str


@dataclass(frozen=True)
class EmailChangeAsked(Event):
    """The owner asked for another address; the letter to it is written when the event is delivered."""

    address_asked: str


@dataclass(frozen=True)
class PasswordResetAsked(Event):
    """Somebody asked for a link, whether or not there is such a login; the letter is written on delivery."""

    email: str
    address: str


@dataclass(frozen=True)
class SessionsEnded(Event):
    """The owner signed out other browsers."""

    count: int


@dataclass(frozen=True)
class AccessReviewed(Event):
    email: str
    verdict: str
    note: str


@dataclass(frozen=True)
class AccessListTaken(Event):
    """The list of logins was taken out as a file."""

    form: str
    logins: int
