"""What happens to webhooks and their messages."""

from dataclasses import dataclass

from accounts.trail.api import Event


@dataclass(frozen=True)
class HookMade(Event):
    owner: int
    label: str
    url: str
    kinds: tuple[str, ...]
    environment: str


@dataclass(frozen=True)
class HookChanged(Event):
    kinds: tuple[str, ...]
    environment: str


@dataclass(frozen=True)
class HookSecretRotated(Event):
    label: str


@dataclass(frozen=True)
class HookSwitchedOff(Event):
    """`by_us` where neither its owner nor the office did it: its owner is written to."""

    owner: int
    label: str
    url: str
    why: str
    by_us: bool


@dataclass(frozen=True)
class HookSwitchedOn(Event):
    label: str


@dataclass(frozen=True)
class HookRemoved(Event):
    label: str
    url: str


@dataclass(frozen=True)
class MessagesSentAgain(Event):
    messages: int


@dataclass(frozen=True)
class DeadLettersGivenUp(Event):
    messages: int
    reason: str
