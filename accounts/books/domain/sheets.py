"""What a report is made of: sheets of rows with figures; page, files and paper are all made of these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fidus.lib.money import Money, total


class RowKind(StrEnum):
    HEADING = "heading"
    LINE = "line"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a name and a figure for each column, None where nothing stands; `account` is what can be looked into."""

    label: str
    cells: tuple[Money | None, ...] = ()
    kind: RowKind = RowKind.LINE
    code: str = ""
    account: int | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """Two figures that must be one."""

    text: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report in one currency."""

    currency: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    ties: tuple[Tie, ...] = ()
    note: str = ""
    converted: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """An account, or a group of accounts, with its amounts by column, debit positive."""

    code: str
    kind: str
    label: str
    amounts: tuple[Money, ...]
    account: int | None = None


# How many words of a code make a group; ALL keeps every account.
ALL = 0


def grouped(lines: Iterable[Line], depth: int) -> list[Line]:
    """Lines of the same first `depth` words of their code as one, by code; those that are all zero are left out."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        code = line.code if depth == ALL else ":".join(line.code.split(":")[:depth])
        groups.setdefault(code, []).append(line)
    found = []
    for code, members in sorted(groups.items()):
        first = members[0]
        amounts = sums([line.amounts for line in members])
        if any(amounts):
            whole = len(members) == 1 and first.code == code
            label = first.label if whole and first.label else words(code)
            found.append(Line(code, first.kind, label, amounts, first.account if whole else None))
    return found


def sums(columns: Sequence[tuple[Money, ...]]) -> tuple[Money, ...]:
    """Column by column; there must be one line at least."""
    return tuple(total(column, column[0].currency) for column in zip(*columns, strict=True))


def summed(lines: Sequence[Line], zero: tuple[Money, ...]) -> tuple[Money, ...]:
    """The lines column by column, `zero` when there are none."""
    return sums([zero, *(line.amounts for line in lines)])


def negated(amounts: tuple[Money, ...]) -> tuple[Money, ...]:
    return tuple(-amount for amount in amounts)


def added(*parts: tuple[Money, ...]) -> tuple[Money, ...]:
    return sums(parts)


def words(code: str) -> str:
    """A code after its root, as people write it: `Expenses:Operating:USD` is `Operating, USD`."""
    parts = code.split(":")[1:] or [code]
    return ", ".join(re.sub(r"(?<=[a-z])([A-Z])", lambda found: " " + found[1].lower(), part) for part in parts)


def section(heading: str, lines: Sequence[Line], zero: tuple[Money, ...], *, credit: bool) -> list[Row]:
    """A heading, the lines on the side where they usually stand, and their sum."""
    turned = negated if credit else tuple
    rows = [Row(heading, kind=RowKind.HEADING)]
    rows += [Row(line.label, turned(line.amounts), code=line.code, account=line.account) for line in lines]
    return [*rows, Row(f"{heading}, total", turned(summed(lines, zero)), RowKind.SUBTOTAL)]
