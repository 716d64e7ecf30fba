"""Ada, who has one of everything, and the ways a test looks at the wall."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection, transaction
from psycopg import sql

from accounts import selectors, wall
from accounts.models import Client, User
from fidus.second_wall import clients_rows

# Tables with conditions, and how many at least must hold something of Ada's for the tests to say anything.
FENCED = {table: rows for table, rows in clients_rows().items() if rows.which is not None}


@contextmanager
def acting_as(user: User) -> Iterator[None]:
    """As in a request of this person's, with whatever SQL."""
    wall.raise_wall(user)
    try:
        yield
    finally:
        wall.lower_wall()


def rows_of(table: str) -> list[dict[str, Any]]:
    """Every row of the table that can be seen, as columns."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("select to_jsonb(t) from {} t").format(sql.Identifier(table)))
        return [json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall()]


def count_of(table: str) -> int:
    """How many rows can be seen, told by no column, so that the right to one of them is enough."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table)))
        return int(cursor.fetchone()[0])


def why_refused(statement: sql.Composable | str, parameters: list[object] | None = None) -> str:
    """Why PostgreSQL refuses the statement; empty if it does not."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
    except DatabaseError as error:
        return str(error).splitlines()[0]
    return ""


def without_filter(monkeypatch: Any) -> None:
    """The portal's one filter is gone: everybody acts for every client, wherever it is asked."""
    filtering = selectors.clients_of
    for module in list(sys.modules.values()):
        if getattr(module, "clients_of", None) is filtering:
            monkeypatch.setattr(module, "clients_of", lambda user: Client.objects.order_by("number"))


def without_wall(monkeypatch: Any) -> None:
    """The second wall is gone: a control, without which the tests might show anything."""
    for module in list(sys.modules.values()):
        if getattr(module, "raise_wall", None) is wall.raise_wall and module is not wall:
            monkeypatch.setattr(module, "raise_wall", lambda user: None)
