"""How long a session lasts. Instants are seconds since 1970, as the session keeps them."""

from dataclasses import dataclass

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True)
class Visit:
    """The most a session may be idle, and the most it may last however busy it is; seconds."""

    idle: int
    whole: int


STAFF = Visit(idle=30 * MINUTE, whole=12 * HOUR)
CLIENT = Visit(idle=60 * MINUTE, whole=24 * HOUR)
# A factor given so long ago lets money be approved without another.
FRESH = 15 * MINUTE
# Activity is written down at most this often: a page more must not cost a write.
NOTED_EVERY = MINUTE


def is_over(*, staff: bool, began_at: float | None, seen_at: float | None, now: float) -> bool:
    """Whether the session has ended; one that does not say when it began has."""
    visit = STAFF if staff else CLIENT
    if began_at is None or seen_at is None:
        return True
    return now - seen_at > visit.idle or now - began_at > visit.whole
