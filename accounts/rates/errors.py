"""What can go wrong with exchange rates, in words a person can act on."""

from fidus.lib.refusal import Refusal, SecondPersonRefusal


class RatesError(Refusal):
    """Anything this app refuses to do or to answer."""


class MissingRate(RatesError):
    """There is no rate for this currency up to this day."""


class StaleRate(RatesError):
    """The last rate before the day is older than a rate may be."""


class FileRefused(RatesError):
    """The file is not whole or not one of rates; nothing of it was taken."""


class FeedFailed(RatesError):
    """The source of daily rates did not answer with rates."""


class NotAnOverride(RatesError):
    """The override is incomplete, or another one stands in its days."""


class IllegalState(RatesError):
    """What was asked cannot be done in the state the thing is in, or somebody else was quicker."""


class SecondPersonNeeded(RatesError, SecondPersonRefusal):
    """Four eyes: this person already had a part in it."""


class NotRevalued(RatesError):
    """The month cannot be revalued, or its revaluation cannot be taken back."""
