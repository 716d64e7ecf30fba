"""Try something to see what would come of it: always taken back, and no number is used up by it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count

from django.db import connection, transaction

# Above what any sequence reaches, and short enough for every column a number stands in.
_FIRST = 800_000_000
_numbers: ContextVar[Iterator[int] | None] = ContextVar("numbers of a trial", default=None)


@contextmanager
def trial() -> Iterator[None]:
    """What happens inside is undone at its end, whatever it was."""
    kept = _numbers.set(count(_FIRST))
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        _numbers.reset(kept)


def next_number(sequence: str) -> int:
    """The next of a sequence, which no rollback gives back; in a trial a number that nothing kept will ever have."""
    numbers = _numbers.get()
    if numbers is not None:
        return next(numbers)
    with connection.cursor() as cursor:
        cursor.execute("select nextval(%s::regclass)", [sequence])
        return int(cursor.fetchone()[0])
