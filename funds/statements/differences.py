"""What two canonical texts of one month say differently, in sentences a client can read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from funds.statements.words import amount, day_month

_HEADLINE = {"opening": "opening value", "movements": "movements", "interest": "interest", "closing": "closing value"}


def differences(before: str, after: str) -> list[str]:
    """Sentences, none if the figures are the same; the newly known entries are named."""
    old, new = _sheets(before), _sheets(after)
    sentences: list[str] = []
    for currency in sorted({*old, *new}):
        if currency not in old or currency not in new:
            sentences.append(f"{currency} was {'added' if currency in new else 'taken out'}.")
            continue
        sentences += _headline(currency, old[currency]["headline"], new[currency]["headline"])
        sentences += _entries(old[currency]["movements"], new[currency]["movements"])
    return sentences


def _sheets(text: str) -> dict[str, Any]:
    return {sheet["currency"]: sheet for sheet in json.loads(text)["sheets"]}


def _headline(currency: str, old: dict[str, str], new: dict[str, str]) -> Iterator[str]:
    for field, name in _HEADLINE.items():
        if Decimal(old[field]) != Decimal(new[field]):
            was, now = amount(Decimal(old[field])), amount(Decimal(new[field]))
            yield f"The {name} is {now} {currency} and was {was}."


def _entries(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[str]:
    known = {(line["entry"], line["investment"], line["amount"]) for line in old}
    for line in new:
        if (line["entry"], line["investment"], line["amount"]) not in known:
            valued = day_month(date.fromisoformat(line["value_on"]))
            figure = amount(Decimal(line["amount"]), sign=True)
            yield f"New or changed: {valued}, {line['investment']}, {line['text']}, {figure}."
