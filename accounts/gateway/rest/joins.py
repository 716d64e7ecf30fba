"""What comes along with a row in the same question."""

from typing import Any

from django.db.models import Model, QuerySet

from accounts.models import User


def without_logins(rows: QuerySet[Any]) -> QuerySet[Any]:
    """`rows` with nobody's login beside them: a client's request reaches none, and the join would lose the row."""
    joined = rows.query.select_related
    if not isinstance(joined, dict):
        return rows
    kept = rows.all()
    kept.query.select_related = _kept(joined, rows.model)
    return kept


def _kept(joined: dict[str, Any], model: type[Model]) -> dict[str, Any] | bool:
    kept = {}
    for name, further in joined.items():
        other = model._meta.get_field(name).related_model
        if other is not User:
            kept[name] = _kept(further, other) or {}
    return kept or False
