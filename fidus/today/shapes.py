"""What a card of the day is made of, and the pages its lines lead to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Model
from django.urls import NoReverseMatch, reverse

from fidus.navigation import address_of

SHOWN = 6
# A report brought in by hand is expected once a week.
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Line:
    name: str
    note: str
    url: str
    end: str = ""
    stale: bool = False
    urgent: bool = False


@dataclass(frozen=True)
class Card:
    """A list at the side, the most urgent first; `nothing` is what its emptiness means."""

    heading: str
    count: int
    lines: Sequence[Line]
    nothing: str
    more: str = ""
    more_word: str = "All"
    # What one and several of them are called in a sentence; none where it is no work yet.
    words: tuple[str, str] | None = None


def page_of(record: Model) -> str:
    """The record's page in the back office, empty if it has none."""
    try:
        return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])
    except NoReverseMatch:
        return ""


def list_of(model: type[Model], word: str) -> tuple[str, str]:
    """The list's page and the word that leads there, as a card ends."""
    return address_of(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") or "", word
