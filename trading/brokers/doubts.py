"""What every adapter says of an answer that is no answer."""

from __future__ import annotations

from trading.brokers.base import BrokerError, NotSent, OutcomeUnknown

LONGEST = 300  # characters of a broker's words that are passed on


def doubt(words: str, *, changes: bool, code: str = "line") -> BrokerError:
    """Nobody answered, or nobody we understand: what may change something may have been done all the same."""
    return (OutcomeUnknown if changes else NotSent)(plain(words), code=code)


def plain(words: str) -> str:
    """One line that a page or a log can show, whatever came."""
    return "".join(letter if letter.isprintable() else " " for letter in words[: LONGEST * 2]).strip()[:LONGEST]
