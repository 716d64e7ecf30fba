"""Why a statement is not issued or handed out, in words the office can act on."""

from funds.errors import FundsError


class StatementRefused(FundsError):
    """Anything about statements that is refused; nothing was issued."""


class MonthNotOver(StatementRefused):
    """The month has not ended, or its interest is not accrued to its end."""


class NothingToState(StatementRefused):
    """The client had no investment in that month."""


class NotSealedYet(StatementRefused):
    """Ledger entries of this client are still waiting for their seal, a matter of a moment."""


class EarlierMonthChanged(StatementRefused):
    """The month before does not end any more as its statement says: that one must be corrected first."""


class FiguresChanged(StatementRefused):
    """The month was stated already and the ledger says otherwise today: a correction must be asked for."""


class LedgerDisagrees(StatementRefused):
    """The lines of the ledger do not add up to its balances."""


class ArchiveDamaged(StatementRefused):
    """The archived file is missing or is not the one that was issued."""
