"""What can go wrong with the bank's side, in words a person can act on."""

from funds.errors import FundsError


class BankError(FundsError):
    """Anything this app refuses to do; nothing was kept, no money moved."""


class FileRefused(BankError):
    """A bank's file cannot be taken in; nothing of it is kept."""


class AccountUnknown(FileRefused):
    """The file is of an account the firm has not opened here."""


class NotMatching(BankError):
    """What is to be matched is not of one sum, not of one account, or taken already."""


class NotBookable(BankError):
    """The booking cannot be booked in this way."""
