"""The states of one delivery of one event to one handler, and how long to wait after a failure."""

from datetime import timedelta

PENDING, DELIVERED, DEAD = "pending", "delivered", "dead"
STATES = (PENDING, DELIVERED, DEAD)

TABLE: dict[tuple[str, str], str] = {
    (PENDING, "deliver"): DELIVERED,
    (PENDING, "give_up"): DEAD,
    (DEAD, "retry"): PENDING,
}

# A worker that dies is noticed when its lease runs out; with a sweep every 5 s, work restarts within 15 s.
LEASE = timedelta(seconds=8)
# Waits of 2, 4, 8 ... seconds: the last attempt comes a little over two hours after the first.
MOST_ATTEMPTS = 13
_LONGEST_WAIT = timedelta(hours=1)


def after_failure(attempts: int) -> str:
    """The action after `attempts` failed attempts: "wait" to try again, or "give_up"."""
    return "give_up" if attempts >= MOST_ATTEMPTS else "wait"


def wait_after(attempts: int) -> timedelta:
    """How long to wait after the `attempts`-th failure: doubling from two seconds, at most an hour."""
    return min(timedelta(seconds=2 ** min(attempts, 20)), _LONGEST_WAIT)
