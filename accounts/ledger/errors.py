"""What the ledger refuses; each carries a sentence for the person who asked."""

from fidus.lib.refusal import Refusal, SecondPersonRefusal


class LedgerError(Refusal):
    """The ledger refused; nothing was written."""


class Unbalanced(LedgerError):
    """The legs of an entry do not sum to zero in each currency, or there are none."""


class KeyConflict(LedgerError):
    """The key was used before for an entry that says something else."""


class PeriodClosed(LedgerError):
    """The booking date or the value date lies in a closed period."""


class AlreadyReversed(LedgerError):
    """The entry has a reversal already."""


class UnknownAccount(LedgerError):
    """There is no such account, or it is kept in another currency."""


class AccountConflict(LedgerError):
    """The code was opened before with another kind or currency."""


class SecondPersonNeeded(LedgerError, SecondPersonRefusal):
    """Whoever closed a period does not re-open it."""
