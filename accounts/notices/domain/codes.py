"""The code by which somebody shows that a channel reaches them."""

import hmac
import secrets
from datetime import timedelta

GOOD_FOR = timedelta(minutes=30)
MOST_TRIES = 5


def new_code() -> str:
    """Eight digits, in two groups of four."""
    return f"{secrets.randbelow(10_000):04d} {secrets.randbelow(10_000):04d}"


def is_it(told: str, code: str) -> bool:
    """Whether `told` is the code, however it was grouped."""
    return hmac.compare_digest(_digits(told).encode(), _digits(code).encode())


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isascii() and letter.isdigit())
