"""What happens to orders by nobody's doing, and somebody has to know; each step of an order is an OrderEvent."""

from dataclasses import dataclass

from accounts.trail.api import Event


@dataclass(frozen=True)
class ProtectionOvertraded(Event):
    """Stop and target both traded before either could be cancelled."""

    account: int
    words: str


@dataclass(frozen=True)
class ProtectionEnded(Event):
    """A stop or target ended (refused, expired, cancelled elsewhere), and what it protected is still there."""

    account: int
    words: str
