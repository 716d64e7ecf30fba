"""Kinds of events in words, and grouped by what they are about."""

import re
from collections.abc import Iterable

from accounts.hooks import registry

_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


def words_of(kind: str) -> str:
    """`Interest fell due` of InterestFellDue."""
    first, *others = _WORD.split(kind)
    return " ".join([first, *(word.lower() for word in others)])


def grouped(kinds: Iterable[str]) -> dict[str, list[str]]:
    """Address of a resource -> the kinds among `kinds` that are about its records, in the order of the wiring."""
    groups: dict[str, list[str]] = {}
    for kind in kinds:
        groups.setdefault(registry.address_of(kind) or "", []).append(kind)
    return groups


def heading_of(address: str) -> str:
    """`Fee runs` of fee-runs, `KYC cases` of kyc-cases."""
    return address.replace("-", " ").capitalize().replace("Kyc", "KYC")
