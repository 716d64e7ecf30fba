"""Passwords that are long and still guessed first."""

from collections.abc import Iterable
from itertools import pairwise

# What is left of a password without the firm's own words must be worth something.
_LEAST_BESIDE_WORDS = 6
_LEAST_DIFFERENT = 4


def why_too_simple(password: str, *, words: Iterable[str]) -> str:
    """The reason in a sentence, empty for a password that will do; `words` are the firm's own."""
    if len(set(password)) < _LEAST_DIFFERENT:
        return "It repeats very few different characters."
    if _is_run(password):
        return "It is a row of neighbours, such as 123456789012."
    rest = password.lower()
    for word in sorted({word.lower() for word in words if len(word) > 3}, key=len, reverse=True):
        rest = rest.replace(word, "")
    if rest != password.lower() and len(rest) < _LEAST_BESIDE_WORDS:
        return "It is little more than the name of the firm."
    return ""


def _is_run(password: str) -> bool:
    """Each character follows the one before, up or down; after 9 comes 0, after z comes a."""
    return any(all(_next(a, step) == b for a, b in pairwise(password)) for step in (1, -1))


def _next(character: str, step: int) -> str:
    for row in ("0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
        if character in row:
            return row[(row.index(character) + step) % len(row)]
    return ""
