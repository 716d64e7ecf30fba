"""What the trail refuses."""

from fidus.lib.refusal import Refusal


class TrailError(Refusal):
    """Base of the trail's errors."""


class OutsideTransaction(TrailError):
    """An event must be recorded in the transaction of its cause, and there is none."""


class NotDead(TrailError):
    """Only a delivery that was given up can be sent out again."""
