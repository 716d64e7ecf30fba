"""A statement of our own to the database, where only the number of rows is asked for."""

from typing import Any

from django.db import connection


def execute(statement: str, **parameters: Any) -> int:
    """How many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)
