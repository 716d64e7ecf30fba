"""Calls of the ledger's database functions."""

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from datetime import date
from typing import Any

import psycopg
from django.db import connection, transaction

from accounts.ledger.refusals import refusals


def numbers(values: Iterable[int]) -> str:
    """A PostgreSQL array; psycopg's own dumping of lists took half of the time of a posting."""
    return "{" + ",".join(map(str, values)) + "}"


def numbers_or_null(values: Iterable[int | None]) -> str:
    return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"


def dates(values: Iterable[date]) -> str:
    return "{" + ",".join(map(date.isoformat, values)) + "}"


def texts(values: Sequence[str]) -> str:
    """A PostgreSQL array; one look over all of them spares most batches the marking of each one's quotes."""
    together = "".join(values)
    if '"' in together or "\\" in together:
        values = [value.replace("\\", "\\\\").replace('"', '\\"') for value in values]
    return '{"' + '","'.join(values) + '"}' if values else "{}"


def call(query: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Execute all or nothing and fetch; raises LedgerError for a refusal, after which an open transaction can go on.

    Outside a transaction this is one round trip of a prepared statement, far less than a Django cursor in atomic().
    """
    with refusals(), transaction.atomic() if connection.in_atomic_block else nullcontext():
        connection.validate_no_broken_transaction()
        connection.close_if_health_check_failed()
        connection.ensure_connection()
        with connection.wrap_database_errors:
            # Django's own cursors bind on the client and are not touched by the threshold.
            connection.connection.prepare_threshold = 1
            with psycopg.Cursor(connection.connection) as cursor:
                return cursor.execute(query, parameters).fetchall()
