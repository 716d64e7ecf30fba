"""What happens to strategies and doors. Messages and signals are a record of their own, which nobody can change;
of those that are refused somebody has to hear."""

from dataclasses import dataclass

from accounts.trail.api import Event


@dataclass(frozen=True)
class StrategyRegistered(Event):
    code: str
    name: str
    developer: int
    environment: str
    mode: str


@dataclass(frozen=True)
class StrategyModeChanged(Event):
    before: str
    mode: str


@dataclass(frozen=True)
class StrategyActivated(Event):
    reason: str


@dataclass(frozen=True)
class StrategyPaused(Event):
    reason: str


@dataclass(frozen=True)
class StrategyResumed(Event):
    reason: str


@dataclass(frozen=True)
class StrategyRetired(Event):
    reason: str


@dataclass(frozen=True)
class SignalDoorOpened(Event):
    """Its secret is told nobody; `hint` are its first letters."""

    strategy: str
    way: str
    label: str
    hint: str
    allowed: tuple[str, ...]


@dataclass(frozen=True)
class SignalDoorClosed(Event):
    strategy: str
    label: str
    reason: str


@dataclass(frozen=True)
class SignalRefused(Event):
    """A message was no signal that is taken; `before` were refused by the same door since the last event and have
    none of their own (services/record_refusal.py)."""

    strategy: str
    way: str
    words: str
    pointer: str
    before: int
