"""What the wallets refuse, in words a person can act on."""

from fidus.lib.refusal import SecondPersonRefusal
from funds.errors import FundsError


class WalletsError(FundsError):
    """Anything this app refuses to do; nothing was changed and no money moved."""


class BadDestination(WalletsError):
    """An address, account or field that cannot be what it is said to be; `field` names the one at fault."""

    def __init__(self, message: str, field: str = "address") -> None:
        self.field = field
        super().__init__(message)


class NotNow(WalletsError):
    """The thing is in another state than the action needs, or somebody else was quicker."""


class SecondPersonNeeded(WalletsError, SecondPersonRefusal):
    """Four eyes: this person already had a part in it."""


class ReasonMissing(WalletsError):
    """A refusal without a reason."""


class BadDay(WalletsError):
    """A day that cannot be the one meant."""


class PaymentConflict(WalletsError):
    """The transaction is recorded already, as another payment."""


class LookupOff(WalletsError):
    """No explorer is configured for the network."""
