"""Kinds of events that people may be told of, figures that they may watch, and pages; filled from the wiring."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django.utils.module_loading import import_string

from accounts.models import User
from accounts.notices.domain.kinds import Kind

PageOf = Callable[[User, str, str], str]


class Figure(Protocol):
    """A figure that somebody may watch, of one thing or of several (an account, a currency)."""

    title: str
    unit: str  # as it stands behind a value; empty for a plain number
    below: bool  # whether it is usually bad below a threshold

    def choices(self, user: User) -> Mapping[str, str]:
        """Key -> words of everything of which this person may watch it; {"": words} where there is but one."""

    def values(self, user: User, keys: Collection[str]) -> Mapping[str, Decimal]:
        """What it is now, of those among `keys` that this person may see now and that have such a figure."""


@dataclass
class _Wired:
    kinds: Mapping[str, Kind]
    figures: Mapping[str, str]
    page_of: str = ""


_wired = _Wired({}, {})


def offer(kinds: Mapping[str, Kind], *, figures: Mapping[str, str], page_of: str) -> None:
    """`figures` is key -> dotted name of a Figure; `page_of` of `(user, kind, subject) -> path of a page or ""`."""
    _wired.kinds, _wired.figures, _wired.page_of = dict(kinds), dict(figures), page_of


def kinds() -> Mapping[str, Kind]:
    return _wired.kinds


def figures() -> dict[str, Figure]:
    return {key: figure(key) for key in _wired.figures}


def figure(key: str) -> Figure:
    """Raises KeyError for a figure that is wired no more."""
    found: Figure = import_string(_wired.figures[key])
    return found


def is_figure(key: str) -> bool:
    return key in _wired.figures


def page_of(user: User, kind: str, subject: str) -> str:
    """The path of the page about it for this reader; empty where there is none."""
    if not _wired.page_of:
        return ""
    asked: PageOf = import_string(_wired.page_of)
    return asked(user, kind, subject)
