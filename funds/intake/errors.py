"""What can go wrong when files are brought in."""

from funds.errors import FundsError


class IntakeError(FundsError):
    """The file, or what is to be done with it, is not good; nothing was kept."""
