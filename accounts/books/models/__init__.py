from accounts.books.models.closing import ChainProof, ClosingRun, ClosingStep
from accounts.books.models.journal import Journal, JournalLine
from accounts.books.models.reopening import Reopening

__all__ = ["ChainProof", "ClosingRun", "ClosingStep", "Journal", "JournalLine", "Reopening"]
