"""What can go wrong with fees, in words a person can act on."""

from funds.errors import FundsError


class FeesError(FundsError):
    """Anything about fees that is refused; no money moved."""


class BadSchedule(FeesError):
    """A schedule that contradicts itself, or does not follow the newest one."""


class NothingToCharge(FeesError):
    """No fee is due for the day asked for."""


class NotReversible(FeesError):
    """The charge is reversed already, or its bill has been paid."""
