"""When a notice that failed is sent again: news grow old, so a few hours at most."""

from datetime import timedelta

WAITS = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=20),
    timedelta(hours=1),
    timedelta(hours=3),
)
MOST_ATTEMPTS = len(WAITS) + 1
# Failures on end at which a channel is paused and its owner told in another way.
PAUSES_AFTER = 5
# However long a service asks us to wait.
LONGEST_ASKED = timedelta(hours=3)
# A fifth more at most, so that what failed together does not come back together.
_SPREAD = 0.2

# One message's time on the line, and how long whoever holds a channel may take before another takes it.
CALL_SECONDS = 15.0
LEASE = timedelta(seconds=45)
# So many at once are told in one message: a storm of them would drown what matters, and services cut us off.
STORM = 10
# So many in one message; the rest stand on the page.
GATHERED = 200


def gives_up(attempts: int) -> bool:
    """Whether a notice is given up after its `attempts`-th attempt failed."""
    return attempts >= MOST_ATTEMPTS


def wait_after(attempts: int, *, chance: float, asked: timedelta = timedelta(0)) -> timedelta:
    """How long a notice waits after its `attempts`-th failure; `chance` is drawn from [0, 1)."""
    wait = WAITS[min(max(attempts, 1), len(WAITS)) - 1] * (1 + _SPREAD * chance)
    return max(wait, min(asked, LONGEST_ASKED))
