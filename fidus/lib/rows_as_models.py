"""Models read and written by statements of our own: where putting a QuerySet into words costs more than asking."""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import JSONField, Model, Value

from fidus.lib.prepared import prepared_cursor

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


def insert_rows(*rows: Model) -> None:
    """`save(force_insert=True)` of all of them in one statement, without signals: they get their keys.

    A row may lead to one before it that has no key yet.
    """
    links = tuple(_links(row, rows[:place]) for place, row in enumerate(rows))
    statement, fields = _insert(tuple(type(row) for row in rows), links)
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for row, mine in zip(rows, fields, strict=True)
        for field in mine
    ]
    with prepared_cursor() as cursor:
        cursor.execute(statement, values)
        keys = cursor.fetchone()
    for row, key, mine in zip(rows, keys, links, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, "default"
        for name, place in mine:
            setattr(row, name, rows[place])  # anew: it has a key now


def _links(row: Model, before: Sequence[Model]) -> tuple[tuple[str, int], ...]:
    """Which of its relations lead to which of the rows before it."""
    return tuple(
        (field.name, place)
        for field in row._meta.concrete_fields
        if field.is_relation and (held := row._state.fields_cache.get(field.name)) is not None
        for place, other in enumerate(before)
        if held is other
    )


@cache
def _insert(  # of the models' own names alone
    models: tuple[type[Model], ...], links: tuple[tuple[tuple[str, int], ...], ...]
) -> tuple[str, tuple[tuple[Any, ...], ...]]:
    parts, given = [], []
    for place, (model, mine) in enumerate(zip(models, links, strict=True)):
        linked = dict(mine)
        own = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
        names = ", ".join(f'"{field.column}"' for field in own)
        places = ", ".join(_key_of(linked[field.name]) if field.name in linked else "%s" for field in own)
        table = f'"{model._meta.db_table}" ({names})'
        parts.append(f"row{place} as (insert into {table} values ({places}) returning id)")  # noqa: S608
        given.append(tuple(field for field in own if field.name not in linked))
    keys = ", ".join(map(_key_of, range(len(models))))
    return f"with {', '.join(parts)} select {keys}", tuple(given)


def _key_of(place: int) -> str:
    return f"(select id from row{place})"  # noqa: S608 - a number of ours
