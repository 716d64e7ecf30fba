"""Kinds of events, grouped by what they are about."""

from collections.abc import Iterable

from accounts.hooks import registry


def grouped(kinds: Iterable[str]) -> dict[str, list[str]]:
    """Address of a resource -> the kinds among `kinds` that are about its records, in the order of the wiring."""
    groups: dict[str, list[str]] = {}
    for kind in kinds:
        groups.setdefault(registry.address_of(kind) or "", []).append(kind)
    return groups
