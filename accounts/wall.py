"""The second wall: while a person acts as a client, the connection's role reaches their clients' rows alone.

What it may reach is said by the apps (fidus/lib/clients_rows.py) and kept by PostgreSQL, whatever the queries say.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection
from django.db.backends.signals import connection_created

from accounts.models import User

# One round trip. The clients are looked up before the role changes: the list is worked out from left to right.
_RAISE = """
select set_config('fidus.login', %s, false),
    set_config('fidus.clients', coalesce((
        select string_agg(client_id::text, ',') from accounts_clientmembership where user_id = %s
    ), ''), false),
    set_config('role', 'fidus_client', false)
"""
_LOWER = "reset role; reset fidus.clients; reset fidus.login"
_NOBODY = 0


def raise_wall(user: User) -> None:
    """From here to `lower_wall` this thread's connection reaches what `user`'s clients may, and nothing else."""
    lower_wall()
    # Said first: should the connection be opened only now, `keep_wall` finds it said.
    connection.behind_wall = user.pk
    try:
        _take_role(user.pk)
    except BaseException:
        lower_wall()
        raise


def lower_wall() -> None:
    """The application's own role again."""
    if who_is_behind():
        connection.behind_wall = _NOBODY
        if connection.connection is not None:
            _or_give_up(_own_role)


def who_is_behind() -> int:
    """The number of the login for whom the wall stands; 0 while it does not."""
    return getattr(connection, "behind_wall", _NOBODY)


@contextmanager
def outside_wall() -> Iterator[None]:
    """For the house's own business in a client's request: what is done inside must not go by the client's words."""
    behind = who_is_behind()
    if not behind:
        yield
        return
    connection.behind_wall = _NOBODY
    _own_role()
    try:
        yield
    finally:
        connection.behind_wall = behind
        _or_give_up(lambda: _take_role(behind))


def _take_role(login: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_RAISE, [str(login), login])


def _own_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOWER)


def _or_give_up(change: Callable[[], None]) -> None:
    """A connection whose role cannot be changed is not used on; that of a failed transaction changes with its end."""
    try:
        change()
    except DatabaseError:
        if connection.in_atomic_block:
            connection.needs_rollback = True
        else:
            connection.close()


def keep_wall(connection: Any, **kwargs: object) -> None:
    """A connection that is opened anew in the middle of a client's request stands behind the wall like the first."""
    if behind := getattr(connection, "behind_wall", _NOBODY):
        with connection.cursor() as cursor:
            cursor.execute(_RAISE, [str(behind), behind])


connection_created.connect(keep_wall)
