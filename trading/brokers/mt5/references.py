"""Our reference as an order's magic number and back: the broker keeps 64 bits faithfully, and may cut comments.

Up to eleven digits and capital letters are a number of base 36 (with no zero digit, so that "0" and "00" differ); five
bits above it say that the number is ours. Other programs' magic numbers are small, and people's orders have none.
"""

from __future__ import annotations

import re

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LENGTH = 11
_OURS, _BITS = 0b01101, 58  # 36 + 36^2 + ... + 36^11 < 2^58
_REFERENCE = re.compile(rf"[0-9A-Z]{{1,{LENGTH}}}")


def magic_of(reference: str) -> int:
    """Raises ValueError for what cannot be a reference here."""
    if not _REFERENCE.fullmatch(reference):
        raise ValueError(f"a reference is 1 to {LENGTH} digits and capital letters, not {reference!r}")
    number = 0
    for letter in reference:
        number = number * 36 + ALPHABET.index(letter) + 1
    return _OURS << _BITS | number


def reference_of(magic: int) -> str:
    """The reference, or nothing if the number is not ours."""
    if magic >> _BITS != _OURS:
        return ""
    number, letters = magic & (1 << _BITS) - 1, ""
    while number:
        number, digit = divmod(number - 1, 36)
        letters = ALPHABET[digit] + letters
    return letters if _REFERENCE.fullmatch(letters) else ""
