"""What can go wrong with connections, in words a person can act on."""

from collections.abc import Mapping

from fidus.lib.refusal import SecondPersonRefusal
from trading.errors import TradingError


class ConnectionsError(TradingError):
    """Anything about how accounts are reached that is refused."""


class UnknownPlatform(ConnectionsError):
    """There is no adapter for it."""


class NotConnected(ConnectionsError):
    """The account cannot be reached as things stand; `code` says why in a word (see gates.OBSTACLES)."""

    def __init__(self, words: str, *, code: str) -> None:
        self.code = code
        super().__init__(words)


class NotAsDescribed(ConnectionsError):
    """Something that was given cannot be; `faults` names it field by field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__(" ".join(self.faults.values()))


class ConnectionsConflict(ConnectionsError):
    """It does not stand as the request thought: connected already, paused already, of another platform."""


class SecondPersonNeeded(ConnectionsError, SecondPersonRefusal):
    """A second person decides, and this is the first."""


class CannotOpen(ConnectionsError):
    """What is sealed cannot be opened: the key it was sealed under is not held any more, or it is somebody else's."""


class LoginFailed(ConnectionsError):
    """The day's login did not give a token."""


class WatchListNotTaken(ConnectionsError):
    """A bridge does not watch what it shall."""
