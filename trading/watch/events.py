"""What happens to the watch over broker accounts; not one event for each visit."""

from dataclasses import dataclass

from accounts.trail.api import Event


@dataclass(frozen=True)
class BrokerAccountLost(Event):
    """Visits failed for longer than is bearable."""

    failure: str
    words: str
    since: str  # ISO, our clock: the newest time it was seen, or when it was first tried


@dataclass(frozen=True)
class BrokerAccountFound(Event):
    lost_at: str  # ISO


@dataclass(frozen=True)
class BrokerLoginRefused(Event):
    """The broker does not let us in; it is not asked again before a person has looked."""

    words: str
    code: str


@dataclass(frozen=True)
class BrokerLookAsked(Event):
    """A person had the account looked at at once."""


@dataclass(frozen=True)
class BrokerLooksAsked(Event):
    """A person had many accounts looked at at once."""

    accounts: int


@dataclass(frozen=True)
class PushedNewsTaken(Event):
    """A person had the trades and cash of a message booked that was put aside; its figures were not taken."""

    kind_of_news: str
    number: int
    told: int
    new: int
    why_aside: str


@dataclass(frozen=True)
class PushedNewsDiscarded(Event):
    """A person dropped a message that was put aside."""

    kind_of_news: str
    number: int
    told: int
    why_aside: str
    reason: str


@dataclass(frozen=True)
class GatewayLost(Event):
    line: str
    words: str


@dataclass(frozen=True)
class GatewayFound(Event):
    line: str
    lost_at: str  # ISO


def subject_of_line(line: str) -> str:
    return f"broker line:{line}"
