"""When a process that gives signs of life is taken to stand still; pure: instants of a clock that only goes forward."""

from dataclasses import dataclass, field

# Seconds. Nobody knows from outside whether a process hangs or its database is slow: who had to be ended is given twice
# the time when begun again, so that a slow round comes to its end at last; and, after a quiet while, the first again.
PATIENCE, MOST_PATIENCE, QUIET = 30.0, 300.0, 600.0
# Until its first sign it has to load the whole program, on a machine that may be busy with others'.
STARTS_WITHIN = 120.0
# Whose sign is older does not count as at work, whatever becomes of it.
FRESH = 5.0
# Whoever looks should do so several times a second: in a longer gap it stood still itself, and heard nothing.
OWN_GAP = 2.0


@dataclass(slots=True)
class Watchdog:
    """`begin` with each new process, `hear` for its signs, `look` at every turn."""

    first: float = PATIENCE
    patience: float = field(init=False)
    starts_within: float = STARTS_WITHIN
    _starts: bool = False
    _heard_at: float = 0.0
    _looked_at: float = 0.0
    _slow_at: float = float("-inf")

    def __post_init__(self) -> None:
        self.patience = self.first

    def begin(self, now: float) -> None:
        self._heard_at = self._looked_at = now
        self._starts = True

    def hear(self, now: float) -> None:
        if not self._starts and now - self._heard_at > self.first:
            self._slow_at = now
        self._starts = False
        self._heard_at = now
        if now - self._slow_at > QUIET:
            self.patience = self.first

    def look(self, now: float) -> None:
        """Time in which the looker itself stood still (a machine that was paused) is nobody's silence."""
        if now - self._looked_at > OWN_GAP:
            self._heard_at += now - self._looked_at
        self._looked_at = now

    def is_fresh(self, now: float) -> bool:
        return now - self._heard_at <= FRESH

    def is_silent(self, now: float) -> bool:
        return now - self._heard_at > (max(self.patience, self.starts_within) if self._starts else self.patience)

    def give_up(self, now: float) -> None:
        """It is ended; the next one has more time."""
        self.patience, self._slow_at = min(2 * self.patience, MOST_PATIENCE), now
