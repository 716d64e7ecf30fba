"""What can go wrong with a redemption, in words a person can act on."""

from funds.errors import FundsError


class RedemptionRefused(FundsError):
    """The request does not fit the investment, its terms or what is left of it."""


class NoticeTooLate(RedemptionRefused):
    """The last day of notice for that window has passed; the message names the next one."""


class NotEnough(RedemptionRefused):
    """More is asked for than is left and not reserved."""


class TooLate(RedemptionRefused):
    """The request can no longer be taken back."""
