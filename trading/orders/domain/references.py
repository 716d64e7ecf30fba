"""Names of instructions, for ever: eleven digits and capital letters that every broker carries.

One letter says which installation made it, nine are a counter in base 36, the last is a check letter by the Luhn
algorithm modulo 36 (ISO/IEC 7812-1 annex B, widened from 10 to N letters), so that a mistyped one is seen.
"""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LENGTH = 11
_DIGITS, _BASE = 9, 36


def reference_of(number: int, *, mark: str) -> str:
    """The `number`-th reference of the installation `mark`; raises ValueError outside of 1 to 36^9 - 1."""
    if not 0 < number < _BASE**_DIGITS:
        raise ValueError(f"there is no reference number {number}")
    if len(mark) != 1 or mark not in ALPHABET:
        raise ValueError(f"an installation's mark is one digit or capital letter, not {mark!r}")
    body = ""
    for _ in range(_DIGITS):
        number, digit = divmod(number, _BASE)
        body = ALPHABET[digit] + body
    return f"{mark}{body}{_check_letter(mark + body)}"


def is_reference(text: str) -> bool:
    """Whether it can be one of ours: its length, letters and check letter."""
    return len(text) == LENGTH and set(text) <= set(ALPHABET) and _check_letter(text[:-1]) == text[-1]


def _check_letter(letters: str) -> str:
    total = 0
    for place, letter in enumerate(reversed(letters)):
        value = ALPHABET.index(letter) * (2 if place % 2 == 0 else 1)
        total += value // _BASE + value % _BASE
    return ALPHABET[-total % _BASE]
