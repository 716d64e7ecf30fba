"""How many calls are taken, and how an answer says so (draft-ietf-httpapi-ratelimit-headers, 10)."""

from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class Limit:
    """At most `amount` calls in any stretch of `seconds`: the window moves, it does not begin anew on the minute."""

    name: str
    amount: int
    seconds: int = 60

    def share(self, parts: int) -> "Limit":
        """What one of `parts` that count each for itself may take, so that all together stay below."""
        return Limit(self.name, self.amount // parts, self.seconds)


STAFF, CLIENT, GUEST = Limit("staff", 300), Limit("client", 150), Limit("guest", 100)
TIERS = (STAFF, CLIENT, GUEST)
# Beside the tier's own: what costs us much, and where secrets could be tried out.
EXPENSIVE = Limit("expensive", 10)
TOKENS = Limit("tokens", 60)
WEBHOOKS = Limit("webhooks", 120)


@dataclass(frozen=True)
class Verdict:
    """Whether a call was taken; how many more would be now, and after how many seconds there is one more."""

    limit: Limit
    allowed: bool
    remaining: int
    wait: float

    @property
    def seconds(self) -> int:
        """`wait` in whole seconds, at least one, so that whoever waits so long is not too early."""
        return max(1, ceil(self.wait))


def policy_of(verdicts: list[Verdict]) -> str:
    """The header RateLimit-Policy: `"staff";q=300;w=60`."""
    return ", ".join(f'"{one.limit.name}";q={one.limit.amount};w={one.limit.seconds}' for one in verdicts)


def state_of(verdicts: list[Verdict]) -> str:
    """The header RateLimit: `"staff";r=299;t=60`."""
    return ", ".join(f'"{one.limit.name}";r={one.remaining};t={one.seconds}' for one in verdicts)
