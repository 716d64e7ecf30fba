"""What the notices refuse."""

from fidus.lib.refusal import Refusal


class NoticesError(Refusal):
    """Base of the notices' errors; its text is meant for the person who asked."""


class NotAsDescribed(NoticesError):
    """What cannot be: a channel that is none, a kind of event or a figure that is not theirs to hear of."""


class WrongState(NoticesError):
    """What was asked is not possible in the state that the thing is in by now."""


class WrongCode(NoticesError):
    """The code is not the one that was sent, or is not good any more."""
