"""What a new password is held against, besides Django's own checks; length counts, what it is made of does not."""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from zxcvbn import zxcvbn

# Of a longer password the beginning is judged: the work grows with the square of the length.
_JUDGED = 72
_SHA1_HEX = 40


class MaximumLengthValidator:
    """Long enough for any sentence, short enough to be hashed in bounded time."""

    def __init__(self, max_length: int = 128) -> None:
        self.max_length = max_length

    def validate(self, password: str, user: object = None) -> None:
        if len(password) > self.max_length:
            raise ValidationError(f"This password is longer than {self.max_length} characters.", code="too_long")

    def get_help_text(self) -> str:
        return f"At most {self.max_length} characters."


class GuessedEarlyValidator:
    """Not among the first that a guesser tries, in the order in which zxcvbn takes guessers to go (Wheeler 2016, USENIX
    Security): words, names, dates, rows of keys, repetitions, what stands on lists of passwords, these put together.
    """

    def __init__(self, least_guesses: int = 10**8) -> None:
        self.least_guesses = least_guesses

    def validate(self, password: str, user: object = None) -> None:
        firm = ["fidus", settings.FIRM["name"], *settings.FIRM["name"].split()]
        judged = zxcvbn(password[:_JUDGED], user_inputs=firm, max_length=_JUDGED)
        if judged["guesses"] < self.least_guesses:
            why = judged["feedback"]["warning"]
            raise ValidationError(f"This password is too easily guessed. {why}".rstrip(), code="guessed_early")

    def get_help_text(self) -> str:
        return "Nothing that is easily guessed: no row of keys, no repetition, no single word with a number."


class BreachedPasswordValidator:
    """Looks a password up in a sorted file, by halving: a list of gigabytes costs some thirty reads and no memory.

    Lines are passwords, or their SHA-1 in hexadecimal with or without a count after a colon (the form in which Have I
    Been Pwned gives its list out), in the order of their bytes.
    """

    def __init__(self, path: str = "") -> None:
        self.path = Path(path) if path else None
        if self.path is not None and not self.path.is_file():
            raise ImproperlyConfigured(f"BREACHED_PASSWORDS names {path}, which is no file")

    def validate(self, password: str, user: object = None) -> None:
        if self.path is not None and is_listed(self.path, password):
            raise ValidationError("This password is known from a breach elsewhere. Choose another.", code="breached")

    def get_help_text(self) -> str:
        return "Not one that is known from a breach."


def is_listed(path: Path, password: str) -> bool:
    """Whether the sorted file has the password, plain or as its SHA-1."""
    plain = password.encode("utf-8", "surrogatepass")
    digest = hashlib.sha1(plain, usedforsecurity=False).hexdigest().encode()
    with path.open("rb") as file:
        return any(_find(file, wanted) for wanted in (digest.upper(), digest, plain))


def _find(file: BinaryIO, wanted: bytes) -> bool:
    """Halves the file between two positions until the line at the cut is the wanted one or none is left."""
    low, high = 0, file.seek(0, os.SEEK_END)
    while low < high:
        middle = (low + high) // 2
        start, line = _line_from(file, middle)
        if start >= high:
            high = middle
            continue
        key = line[:_SHA1_HEX] if len(wanted) == _SHA1_HEX and line[_SHA1_HEX : _SHA1_HEX + 1] == b":" else line
        if key == wanted:
            return True
        if key < wanted:
            low = start + len(line) + 1
        else:
            high = middle
    return False


def _line_from(file: BinaryIO, position: int) -> tuple[int, bytes]:
    """The first line that begins at `position` or after it, with its place; without its end."""
    if position == 0:
        start = 0
        file.seek(0)
    else:
        file.seek(position - 1)
        start = position - 1 + len(file.readline())
    return start, file.readline().rstrip(b"\r\n")
