"""What the watch refuses, in words a person can act on."""

from trading.errors import TradingError


class WatchError(TradingError):
    """Anything the watch refuses to do."""


class NotWatched(WatchError):
    """Nobody visits the account: it is not connected, paused or disabled."""


class PushRefused(WatchError):
    """A message that was pushed is not believed, or not ours."""


class PushMissed(WatchError):
    """A message before this one did not come: everything has to be told anew."""


class InboxFull(WatchError):
    """More news wait to be taken than we hold: they have to be told again later."""


class SightingRefused(WatchError):
    """What a broker told of an account cannot be: nothing of it is kept."""


class NewsGone(WatchError):
    """What was put aside is settled already."""


class NewsNotTaken(WatchError):
    """What was put aside still cannot be booked."""


class NewsNotDiscarded(WatchError):
    """What was put aside may be the only one that tells of a trade."""
