"""What can go wrong in trading, in words a person can act on."""

from fidus.lib.refusal import Refusal


class TradingError(Refusal):
    """Anything this app refuses to do."""


class ReportRefused(TradingError):
    """A broker's report cannot be taken in; nothing of it is kept.

    `line` is the line of the HTML source, or the row of the sheet; None where the whole file is meant.
    """

    def __init__(self, reason: str, *, line: int | None = None, unit: str = "line") -> None:
        self.reason, self.line, self.unit = reason, line, unit
        super().__init__(f"{unit.capitalize()} {line}: {reason}" if line else reason)


class HistoryConflict(ReportRefused):
    """The report contradicts the history already held."""


class HistoryGap(ReportRefused):
    """Between the report and the history already held, deals are missing."""


class AccountMismatch(ReportRefused):
    """The report speaks of another account, or of another currency, than it is imported for."""


class AccountDisabled(TradingError):
    """A disabled broker account takes no more history."""


class AccountExists(TradingError):
    """There is one account for a login on a server."""


class AccountRefused(TradingError):
    """Such an account cannot be: what is said of it contradicts itself."""


class BookingRefused(TradingError):
    """What a broker told of an account cannot stand in the books; nothing of the call is kept."""

    def __init__(self, reason: str, *, account_id: int) -> None:
        self.account_id = account_id
        super().__init__(reason)


class PaperBookRefused(TradingError):
    """The books of a paper account do not take this."""


class NoPaperBook(TradingError):
    """The account has no books of ours: it is no paper account, or they were never opened."""
