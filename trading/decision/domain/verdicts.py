"""What each rule said of a decision: in words for whoever runs the firm, and for the strategy's developer."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Word(StrEnum):
    """`less` lets a smaller order pass than was asked for."""

    PASS = "pass"  # noqa: S105 - a verdict
    LESS = "less"
    STOP = "stop"
    NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True)
class Figure:
    """One input of a rule. `open` ones the strategy's developer sees, too: they tell nothing of others' money."""

    label: str
    value: str
    open: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    rule: str
    title: str
    verdict: Word
    words: str
    told: str
    input: tuple[Figure, ...] = ()

    def written(self) -> dict[str, object]:
        """As Decision.verdicts keeps it."""
        return {
            "rule": self.rule, "title": self.title, "verdict": self.verdict.value, "words": self.words,
            "told": self.told, "input": [[one.label, one.value, one.open] for one in self.input],
        }  # fmt: skip


def plain(value: Decimal | None) -> str:
    """A figure without zeros at its end."""
    if value is None:
        return "unknown"
    return f"{value.normalize():f}" if value else "0"


_CENT = Decimal("0.01")


def money(amount: Decimal | None, currency: str) -> str:
    """For people to read; what is reckoned with is exact."""
    return "unknown" if amount is None else f"{amount.quantize(_CENT):,f} {currency}"


def percent(value: Decimal) -> str:
    return f"{value.quantize(_CENT).normalize():f} %"
