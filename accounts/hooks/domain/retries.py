"""When a message that failed is sent again: the schedule that Standard Webhooks 1.0.0 proposes."""

from datetime import timedelta

WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
MOST_ATTEMPTS = len(WAITS) + 1
# A fifth more at most, so that what failed together does not come back together.
_SPREAD = 0.2
# However long a receiver asks us to wait.
LONGEST_ASKED = timedelta(hours=24)
# A webhook that took nothing for so long, when a message is given up, is switched off: the schedule's own length.
FAILS_AT_MOST = timedelta(days=3)

# Whoever holds a message must have sent it within this, or another may; longer than a call with its look-up can take.
LEASE = timedelta(seconds=20)
_PATIENCE = 3
_LONGEST_PAUSE = timedelta(minutes=10)


def gives_up(attempts: int) -> bool:
    """Whether the message is given up after its `attempts`-th attempt failed."""
    return attempts >= MOST_ATTEMPTS


def wait_after(attempts: int, *, chance: float, asked: timedelta | None = None) -> timedelta:
    """How long a message waits after its `attempts`-th failure; `chance` is drawn from [0, 1).

    `asked` is the receiver's Retry-After, which is never undercut (up to a day).
    """
    wait = WAITS[min(attempts, len(WAITS)) - 1] * (1 + _SPREAD * chance)
    return max(wait, min(asked or timedelta(0), LONGEST_ASKED))


def pause_after(failures: int, *, asked: timedelta | None = None) -> timedelta:
    """How long a webhook is left alone with all its messages after so many failures on end.

    Two may be chance; from the third on the pause doubles. Without it a receiver that hangs would cost us ten seconds
    for each of its messages.
    """
    pause = timedelta(seconds=2 ** min(failures, 20)) if failures >= _PATIENCE else timedelta(0)
    return max(min(pause, _LONGEST_PAUSE), min(asked or timedelta(0), LONGEST_ASKED))
