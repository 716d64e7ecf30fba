"""What the firm earns besides trading; filled at start from the wiring, because rooms above this one know of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.module_loading import import_string

from fidus.lib.money import Money

_sources: dict[str, str] = {}


def earn_by(sources: Mapping[str, str]) -> None:
    """Take these in place of those known so far: words -> dotted name of a function (currency, as_of) -> Money."""
    global _sources
    _sources = dict(sources)


def firm_income(currency: str, as_of: date) -> tuple[tuple[str, Money], ...]:
    """(words, amount) of all that was earned up to `as_of`; nothing that is zero."""
    found = ((words, import_string(name)(currency, as_of)) for words, name in _sources.items())
    return tuple((words, amount) for words, amount in found if amount)
