"""Rows of the lists, with what their reader may do to each."""

from typing import TypeVar

from django.db.models import BooleanField, Case, Model, QuerySet, Value, When

from accounts.models import User

# The two decisions of a second person.
DECIDE = ("confirm", "refuse")
_WORD_JOINER = "\u2060"
M = TypeVar("M", bound=Model)


def for_reader(rows: QuerySet[M], reader: User, *, propose: str, confirm: str) -> QuerySet[M]:
    """The rows with `may_propose` and `may_decide`: nobody is offered a decision about what they proposed."""
    decides = reader.has_perm(confirm)
    return rows.annotate(
        may_propose=Value(reader.has_perm(propose), output_field=BooleanField()),
        may_decide=Case(
            When(proposed_by=reader.pk, then=Value(False)), default=Value(decides), output_field=BooleanField()
        ),
    )


def unbroken(short: str) -> str:
    """A shortened address that stays on one line."""
    return short.replace("…", f"…{_WORD_JOINER}")
