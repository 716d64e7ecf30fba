"""A paper account's books in the database: the Book that its adapter writes into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet

from fidus.lib import clock
from trading.brokers.base import NotSent, OutcomeUnknown
from trading.brokers.facts import CashState, FillState
from trading.domain.paper.applying import order_from
from trading.domain.paper.events import (
    Accepted,
    Changed,
    Ended,
    Event,
    Filled,
    Moved,
    Triggered,
    order_of,
    reference_of,
)
from trading.domain.paper.values import Order, PaperRefusal, State
from trading.domain.paper.written import kind_of, read_event, read_state, write_event, write_state
from trading.models import PaperBook, PaperEvent

GONE = (OperationalError, InterfaceError)


class PaperRows:
    """The books of one account; used by one thread at a time, like the adapter above it."""

    def __init__(self, book: int, *, seconds: float = 10.0) -> None:
        """`seconds` is how long it waits for others who hold the book."""
        self._book, self._seconds = book, seconds
        self._held: PaperBook | None = None

    def now(self) -> datetime:
        return clock.now()

    def read(self) -> State:
        with _asking():
            return read_state(PaperBook.objects.values_list("state", flat=True).get(pk=self._book))

    @contextmanager
    def held(self) -> Iterator[State]:
        """The row's lock is held until the block ends; never within somebody else's transaction, who could undo it."""
        reached_the_end = False
        try:
            with transaction.atomic(durable=True):
                self._held = locked(self._seconds, pk=self._book)
                yield read_state(self._held.state)
                reached_the_end = True
        except GONE as error:
            if reached_the_end:
                raise OutcomeUnknown("the database went away while the book was being kept") from error
            raise NotSent("the database that keeps the book does not answer") from error
        finally:
            self._held = None

    def save(self, state: State, events: Sequence[Event]) -> None:
        if self._held is None:
            raise RuntimeError("a book is kept only while it is held")
        keep(self._held, state, events)

    def order(self, *, reference: str = "", id: str = "") -> Order | None:
        with _asking():
            if not id:
                taken = self._events().filter(reference=reference).values_list("order", flat=True)
                id = taken.first() or "" if reference else ""
            if not id:
                return None
            rows = self._events().filter(order=id).order_by("number")
            return order_from(
                event for event in _read(rows) if isinstance(event, Accepted | Changed | Triggered | Filled | Ended)
            )

    def fills(self, since: datetime) -> Sequence[FillState]:
        with _asking():
            rows = self._events().filter(kind="filled", at__gte=since).order_by("number")
            return [event.fill for event in _read(rows) if isinstance(event, Filled)]

    def cash(self, since: datetime) -> Sequence[CashState]:
        with _asking():
            rows = self._events().filter(kind="moved", at__gte=since).order_by("number")
            return [event.cash for event in _read(rows) if isinstance(event, Moved)]

    def _events(self) -> QuerySet[PaperEvent]:
        return PaperEvent.objects.filter(book=self._book)


def locked(seconds: float = 10.0, **which: object) -> PaperBook:
    """The book, nobody else's until the transaction ends; raises DoesNotExist, and OperationalError after `seconds`."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lock_timeout', %s, true)", [f"{int(seconds * 1000)}ms"])
    return PaperBook.objects.select_for_update(of=("self",)).select_related("account").get(**which)


def keep(book: PaperBook, state: State, events: Sequence[Event]) -> None:
    """Write the state and its new events; `book` is locked. PaperRefusal: orders and money of a disabled one."""
    unchanged = PaperBook.objects.filter(pk=book.pk, version=book.version)
    # Asked of the account as it stands now: what was read together with the book is as old as the wait for it.
    wanted = unchanged.filter(account__disabled_at=None) if any(map(_is_asked_for, events)) else unchanged
    kept = wanted.update(state=write_state(state), version=book.version + 1, events_kept=book.events_kept + len(events))
    if kept != 1:
        if unchanged.exists():
            raise PaperRefusal(f"account {book.account.login} is disabled")
        raise DatabaseError(f"book {book.pk} was kept by somebody else meanwhile")
    append(book, events, after=book.events_kept)
    book.version, book.events_kept = book.version + 1, book.events_kept + len(events)


def append(book: PaperBook, events: Sequence[Event], *, after: int) -> None:
    PaperEvent.objects.bulk_create(
        PaperEvent(
            book=book,
            number=number,
            at=event.at,
            kind=kind_of(event),
            order=order_of(event),
            reference=reference_of(event),
            data=write_event(event),
        )
        for number, event in enumerate(events, after + 1)
    )


def events_of(book: PaperBook) -> Iterator[Event]:
    """All that ever happened in the book, from the first on."""
    return _read(PaperEvent.objects.filter(book=book).order_by("number"))


def _read(rows: QuerySet[PaperEvent]) -> Iterator[Event]:
    pairs: Iterable[tuple[str, dict[str, object]]] = rows.values_list("kind", "data")
    return (read_event(kind, data) for kind, data in pairs)


def _is_asked_for(event: Event) -> bool:
    return isinstance(event, Moved) or (isinstance(event, Accepted) and event.order.asked is not None)


@contextmanager
def _asking() -> Iterator[None]:
    try:
        yield
    except GONE as error:
        raise NotSent("the database that keeps the book does not answer") from error
