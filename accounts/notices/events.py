"""What happens to channels, rules and alerts of notices; no secret is ever in them."""

from dataclasses import dataclass

from accounts.trail.api import Event


@dataclass(frozen=True)
class ChannelProposed(Event):
    owner: int
    way: str
    label: str
    hint: str


@dataclass(frozen=True)
class ChannelConfirmed(Event):
    owner: int
    way: str
    label: str


@dataclass(frozen=True)
class ChannelPaused(Event):
    """`by_us` where neither its owner nor the office did it: its owner is told in another way."""

    owner: int
    label: str
    why: str
    by_us: bool


@dataclass(frozen=True)
class ChannelResumed(Event):
    owner: int
    label: str


@dataclass(frozen=True)
class ChannelRemoved(Event):
    owner: int
    label: str


@dataclass(frozen=True)
class NoticeRuleSet(Event):
    owner: int
    channel: str
    kinds: tuple[str, ...]
    pace: str


@dataclass(frozen=True)
class NoticeRuleEnded(Event):
    owner: int
    channel: str


@dataclass(frozen=True)
class NoticeHabitsSet(Event):
    zone: str
    quiet: str  # "22:00-07:00", empty for none
    urgent_passes: bool
    daily_at: int


@dataclass(frozen=True)
class FigureAlertMade(Event):
    owner: int
    figure: str
    of: str
    below: bool
    threshold: str
    clears_at: str


@dataclass(frozen=True)
class FigureAlertRaised(Event):
    owner: int
    figure: str
    of: str
    value: str
    threshold: str


@dataclass(frozen=True)
class FigureAlertEnded(Event):
    owner: int
    figure: str
    of: str
    value: str


@dataclass(frozen=True)
class FigureAlertMoved(Event):
    owner: int
    state: str


@dataclass(frozen=True)
class NoticesSentAgain(Event):
    notices: int


@dataclass(frozen=True)
class DeadNoticesGivenUp(Event):
    notices: int
    reason: str
