"""Kinds of events, and the API's addresses of what they are about, in words."""

import re

_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


def words_of(kind: str) -> str:
    """`Interest fell due` of InterestFellDue."""
    first, *others = _WORD.split(kind)
    return " ".join([first, *(word.lower() for word in others)])


def heading_of(address: str) -> str:
    """`Fee runs` of fee-runs, `KYC cases` of kyc-cases."""
    return address.replace("-", " ").capitalize().replace("Kyc", "KYC")
