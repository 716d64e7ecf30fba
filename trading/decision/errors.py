"""What cannot be done about allocations and limits; each message says what to do instead."""

from fidus.lib.refusal import SecondPersonRefusal
from trading.errors import TradingError


class DecisionError(TradingError):
    """Base of all; its text is meant for the person who asked."""


class NotAllowed(DecisionError):
    """What was given cannot stand."""


class WrongState(DecisionError):
    """It is no longer, or not yet, in the state in which this is done."""


class SecondPersonNeeded(DecisionError, SecondPersonRefusal):
    """Whoever proposed it does not decide on it."""
