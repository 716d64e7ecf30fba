"""What happens to programs and to the rights that people lend them."""

from dataclasses import dataclass

from accounts.trail.api import Event


def of_program(program: int) -> str:
    """The subject of events about a program."""
    return f"program:{program}"


@dataclass(frozen=True)
class ProgramRegistered(Event):
    name: str
    way: str
    owner: int
    scopes: tuple[str, ...]
    redirects: tuple[str, ...]


@dataclass(frozen=True)
class ProgramSecretChanged(Event):
    name: str


@dataclass(frozen=True)
class ProgramDisabled(Event):
    name: str
    reason: str


@dataclass(frozen=True)
class ProgramEnabled(Event):
    name: str
    reason: str


@dataclass(frozen=True)
class ProgramTokensEnded(Event):
    name: str
    reason: str


@dataclass(frozen=True)
class AccessLent(Event):
    """A person let a program act for them."""

    program: int
    name: str
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class AccessEnded(Event):
    """What a program was lent has ended with all its tokens."""

    program: int
    name: str
    why: str


@dataclass(frozen=True)
class TokenReplayed(Event):
    """A refresh token or code came a second time: one of two is a thief, so all tokens of that line ended."""

    program: int
    name: str
    what: str


@dataclass(frozen=True)
class ApiKeyMade(Event):
    key: str
    label: str
    scopes: tuple[str, ...]
    expires_at: str


@dataclass(frozen=True)
class ApiKeyRevoked(Event):
    key: str
    label: str
    why: str
