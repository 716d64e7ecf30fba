"""What the books refuse; each carries a sentence for the person who asked."""

from fidus.lib.refusal import Refusal, SecondPersonRefusal


class BooksError(Refusal):
    """The books refused; nothing was changed."""


class NotNow(BooksError):
    """What was asked is not possible in the state the thing is in by now."""


class SecondPersonNeeded(BooksError, SecondPersonRefusal):
    """Who prepared or asked for something does not decide on it, and who closed a month does not re-open it."""


class MonthCannotBeClosed(BooksError):
    """The month is not over, is closed already, or an earlier one is still open."""


class ReasonNeeded(BooksError):
    """This is done with a reason only."""


class NotBookable(BooksError):
    """The lines of a journal are no entry: they do not balance, or an account or a date is not one."""
