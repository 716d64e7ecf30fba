"""What can go wrong in reconciliation, in words a person can act on."""

from fidus.lib.refusal import SecondPersonRefusal
from trading.errors import TradingError


class ReconciliationError(TradingError):
    """Anything reconciliation refuses to do."""


class NotToBeAccepted(ReconciliationError):
    """The difference cannot stay in this way, or is no longer what it was."""


class IllegalState(ReconciliationError):
    """What was asked cannot be done in the state the thing is in, or somebody else was quicker."""


class SecondPersonNeeded(ReconciliationError, SecondPersonRefusal):
    """Four eyes: this person already had a part in it."""
