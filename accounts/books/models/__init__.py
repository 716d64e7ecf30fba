from accounts.books.models.closing import ChainProof, ClosingRun, ClosingStep
from accounts.books.models.journal import Journal, JournalLine

__all__ = ["ChainProof", "ClosingRun", "ClosingStep", "Journal", "JournalLine"]
