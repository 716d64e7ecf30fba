"""Models read and written by statements of our own: where putting a QuerySet into words costs more than asking."""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import JSONField, Model, Value

Row = TypeVar("Row", bound=Model)


def columns_of(model: type[Model], alias: str) -> str:
    """All of the model's columns, as `instance_of` takes them."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


def width_of(model: type[Model]) -> int:
    """How many columns that are."""
    return len(model._meta.concrete_fields)


def instance_of(model: type[Row], values: Sequence[Any]) -> Row:
    """The row that `columns_of` was asked for; JSON comes as text from the database."""
    fields = model._meta.concrete_fields
    read = list(values)
    for place, field in enumerate(fields):
        if isinstance(field, JSONField) and read[place] is not None:
            read[place] = field.from_db_value(read[place], Value(None), connection)
    return model.from_db("default", [field.attname for field in fields], read)


def insert_row(row: Model) -> None:
    """`row.save(force_insert=True)` without signals: it gets its key."""
    statement, fields = _insert(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, "default"


@cache
def _insert(model: type[Model]) -> tuple[str, tuple[Any, ...]]:
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    names = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    # Of the model's own names alone.
    return f'insert into "{model._meta.db_table}" ({names}) values ({places}) returning id', fields  # noqa: S608
