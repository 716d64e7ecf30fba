"""Statements that are asked many times a second (docs/adr/0054-statements-are-prepared.md)."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper

# A statement and its values.
Question = tuple[str, Sequence[Any] | Mapping[str, Any]]


def prepared_cursor() -> CursorWrapper:
    """As `connection.cursor()`, but values go to the server beside the statement, which is prepared the fourth time.

    One statement at a time, with 65,535 values at most; where a function of SQL takes several types, or a value is
    compared with nothing that has one, its type is written into the statement.
    """
    line = connections[DEFAULT_DB_ALIAS]
    line.close_if_health_check_failed()
    line.ensure_connection()
    usual, line.connection.cursor_factory = line.connection.cursor_factory, ServerBindingCursor
    try:
        return line.cursor()
    finally:
        line.connection.cursor_factory = usual


def ask_together(*questions: Question) -> list[list[tuple[Any, ...]]]:
    """The rows of each question, all of them asked at once and answered one after the other: each sees
    what is committed when its turn comes.
    """
    with ExitStack() as stack:
        cursors = [stack.enter_context(prepared_cursor()) for _ in questions]
        line = connections[DEFAULT_DB_ALIAS]
        with line.wrap_database_errors, line.connection.pipeline():
            for cursor, (statement, values) in zip(cursors, questions, strict=True):
                cursor.execute(statement, values)
        return [cursor.fetchall() for cursor in cursors]
