"""Every address that the site answers, found in its own URL table."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters

# What stands for a thing that is not there: whoever is let in is told so, whoever is not is refused first.
_NUMBER = "999999999"
_SAMPLES = {"str": "NONE", "path": _NUMBER, "int": _NUMBER, "slug": "none", "uuid": str(UUID(int=0))}
# For addresses of a form of their own: the first that fits.
_WRITTEN = (_NUMBER, "2026-01-31", "2026-01", "NONE", "none", "accounts")
_KINDS = {type(converter): kind for kind, converter in get_converters().items()}


@dataclass(frozen=True, order=True)
class Door:
    """One entry of the URL table under one method: its pattern as people read it, and an address that it answers."""

    pattern: str
    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.pattern}"


def doors() -> list[Door]:
    """All of them; a page is one door, an address of the API one for each of its methods."""
    return sorted(set(_walk(get_resolver().url_patterns, "/", "/")))


def _walk(patterns: list[Any], pattern: str, path: str) -> Iterator[Door]:
    for entry in patterns:
        shown, sample = _written(entry)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, pattern + shown, path + sample)
        elif isinstance(entry, URLPattern):
            methods = [method.upper() for method in getattr(entry.callback, "actions", None) or {"get": ""}]
            yield from (Door(pattern + shown, method, path + sample) for method in methods)


def _written(entry: URLPattern | URLResolver) -> tuple[str, str]:
    """The entry's part of an address, for people and with samples in it."""
    route, regex = str(entry.pattern), entry.pattern.regex
    if regex.groupindex and "(?P" in route:
        return _of_regex(route)
    sample = route
    for name, converter in entry.pattern.converters.items():
        kind = _KINDS[type(converter)]
        for written in (f"<{kind}:{name}>", f"<{name}>"):
            sample = sample.replace(written, _SAMPLES[kind])
    return route.removeprefix("^").removesuffix("$"), sample.removeprefix("^").removesuffix("$")


def _of_regex(route: str) -> tuple[str, str]:
    shown = sample = ""
    rest = route.removeprefix("^").removesuffix("$").removesuffix("\\Z")
    while "(?P<" in rest:
        before, _, after = rest.partition("(?P<")
        name, _, after = after.partition(">")
        end = _end_of_group(after)
        fits = next(one for one in _WRITTEN if re.fullmatch(after[: end - 1], one))
        shown, sample = f"{shown}{before}<{name}>", f"{sample}{before}{fits}"
        rest = after[end:]
    return (shown + rest).replace("\\", ""), (sample + rest).replace("\\", "")


def _end_of_group(text: str) -> int:
    """Where the group ends that was open before `text`."""
    depth = 1
    for place, letter in enumerate(text):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if not depth:
            return place + 1
    return len(text)
