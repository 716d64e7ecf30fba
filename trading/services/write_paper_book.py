from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from fidus.lib import clock
from trading.domain.paper.events import Event
from trading.domain.paper.pen import Outcome
from trading.domain.paper.values import PaperRefusal, State
from trading.domain.paper.written import read_state
from trading.errors import NoPaperBook, PaperBookRefused
from trading.models import BrokerAccount, PaperBook
from trading.services.paper_rows import keep, locked


def write_paper_book(*, account: BrokerAccount, deed: Callable[[State, datetime], Outcome]) -> tuple[Event, ...]:
    """Do `deed`, a verb of trading/domain/paper/book.py, under the book's lock; what it wrote comes back.

    Raises NoPaperBook, and PaperBookRefused with the book's own words; nothing is kept then.
    """
    with transaction.atomic():
        try:
            book = locked(account=account)
            before = read_state(book.state)
            state, events = deed(before, clock.now())
            if state != before:
                keep(book, state, events)
        except PaperBook.DoesNotExist as error:
            raise NoPaperBook(f"account {account.login} has no paper book") from error
        except PaperRefusal as refused:
            raise PaperBookRefused(str(refused)) from refused
    return events
