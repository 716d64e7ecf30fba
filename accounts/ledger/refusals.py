"""The database's refusals, told as the ledger's own errors."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError

from accounts.ledger import errors

# The first are raised by our functions (migrations/sql), the others by PostgreSQL itself.
_BY_STATE: dict[str, type[errors.LedgerError]] = {
    "LG000": errors.LedgerError,
    "LG001": errors.Unbalanced,
    "LG002": errors.KeyConflict,
    "LG003": errors.PeriodClosed,
    "LG004": errors.AlreadyReversed,
    "LG005": errors.UnknownAccount,
    "LG006": errors.SecondPersonNeeded,
    "23514": errors.LedgerError,  # a check constraint
    "22003": errors.LedgerError,  # a sum beyond 64 bits
}


@contextmanager
def refusals() -> Iterator[None]:
    """Turn a database error that is a refusal into a LedgerError; others pass."""
    try:
        yield
    except DatabaseError as error:
        cause = error.__cause__
        state = getattr(cause, "sqlstate", None) or ""
        diagnosis = getattr(cause, "diag", None)
        message = (diagnosis.message_primary if diagnosis else None) or str(error)
        if getattr(diagnosis, "constraint_name", None) == "ledger_entry_reversed_once":
            raise errors.AlreadyReversed("this entry has been reversed already") from error
        if state not in _BY_STATE:
            raise
        raise _BY_STATE[state](message) from error
