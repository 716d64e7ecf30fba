"""What the gateway refuses."""

from fidus.lib.refusal import Refusal


class GatewayError(Refusal):
    """Base of the gateway's errors; its text is meant for the person who asked."""


class NotAsDescribed(GatewayError):
    """A program or key that cannot be, such as one with a scope that does not exist."""


class WrongProgramState(GatewayError):
    """What was asked is not possible in the state the program is in by now."""


class NotTheOwner(GatewayError):
    """A secret that acts as a person is made by that person alone: whoever else saw it could act in their name."""


class AlreadyEnded(GatewayError):
    """It has ended already."""
