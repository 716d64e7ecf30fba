"""Statements as lists show them."""

import json
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from fidus.lib.money import Money
from funds.models import Statement


@dataclass(frozen=True)
class StatementLine:
    """A statement with its closing values, one a currency; `replaced_by` is the number of its correction."""

    statement: Statement
    closing: tuple[Money, ...]
    replaced_by: str


def statement_lines(statements: QuerySet[Statement]) -> list[StatementLine]:
    """In the order given; one query."""
    return [
        StatementLine(one, closing_of(one), one.replaced_by.number if one.replaced_by else "")
        for one in statements.select_related("superseded_by")
    ]


def closing_of(statement: Statement) -> tuple[Money, ...]:
    """The closing values as stated."""
    sheets = json.loads(statement.figures)["sheets"]
    return tuple(Money(Decimal(sheet["headline"]["closing"]), sheet["currency"]) for sheet in sheets)
