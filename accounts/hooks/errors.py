"""What the webhooks refuse."""

from fidus.lib.refusal import Refusal


class HooksError(Refusal):
    """Base of the webhooks' errors; its text is meant for the person who asked."""


class NotAsDescribed(HooksError):
    """A webhook that cannot be: an address that is not called, a kind of event that is not its owner's to hear."""


class WrongState(HooksError):
    """What was asked is not possible in the state that the webhook or message is in by now."""
