"""What can go wrong with rebates, in words a person can act on."""

from funds.errors import FundsError


class RebatesError(FundsError):
    """Anything this app refuses to do; no money moved."""


class NotAnAgreement(RebatesError):
    """The agreement is incomplete, or another one stands for the same symbols in its days."""


class NothingToInvoice(RebatesError):
    """No accrued rebate of this broker waits for an invoice."""


class IllegalInvoiceState(RebatesError):
    """What was asked cannot be done in the state the invoice is in, or somebody else was quicker."""
