"""Who else holds something by which a person gets in (tokens of programs, for instance), and ends it on request."""

from collections.abc import Callable, Iterable

from django.utils.module_loading import import_string

from accounts.models import User

Ender = Callable[[User], None]
_enders: list[Ender] = []


def also_end(names: Iterable[str]) -> None:
    """Told by the wiring: dotted names of functions that take the user and end what they hold, in one transaction."""
    _enders[:] = [import_string(name) for name in names]


def enders() -> tuple[Ender, ...]:
    """Asked by end_access."""
    return tuple(_enders)
