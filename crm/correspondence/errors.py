"""What the correspondence refuses; each message tells a person what to do next."""

from fidus.lib.refusal import Refusal


class CorrespondenceError(Refusal):
    """Something that cannot be written."""


class NothingWritten(CorrespondenceError):
    """A message without words, or with more than one message holds."""


class NotTheirs(CorrespondenceError):
    """Somebody wrote in a conversation that is not theirs."""
