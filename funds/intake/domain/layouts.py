"""What can be brought in, by which columns, and which heading probably means which."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    CLIENTS = "clients"
    INVESTMENTS = "investments"
    MOVEMENTS = "movements"


@dataclass(frozen=True, slots=True)
class Column:
    """`words` are other headings people write; `example` stands in the template."""

    name: str
    explain: str
    example: str
    required: bool = False
    words: str = ""


_KEY = Column(
    "key", "Your own number of the row; the same key again adds nothing", "A-1", True, r"^id$|row ?id|reference ?no"
)
_CURRENCY = Column("currency", "USD if left out", "USD", words=r"ccy|w(ä|ae)hrung")

COLUMNS: dict[Kind, tuple[Column, ...]] = {
    Kind.CLIENTS: (
        _KEY,
        Column("kind", "person or company", "person", True, r"type"),
        Column("name", "As on the papers", "Ada Example", True, r"client|full name|^client name"),
        Column("email", "", "ada@client.example", words=r"e-?mail"),
        Column("phone", "", "+44 20 0000 0000", words=r"phone|mobile|tel"),
        Column("address", "", "1 Example Street, London", words=r"address|street"),
        Column("country", "Two letters", "GB", words=r"country"),
        Column("reporting_currency", "USD if left out", "USD", words=r"reporting"),
    ),
    Kind.INVESTMENTS: (
        _KEY,
        Column("client", "Number of the client, or the key it was brought in by", "100401", True, r"client|investor"),
        Column("product", "Code of the fund", "BALANCE", True, r"fund|product"),
        Column("principal", "", "25000.00", True, r"amount|principal|capital"),
        _CURRENCY,
        Column("interest_mode", "pay_out or keep", "keep", words=r"interest|mode"),
        Column("custom_rate", "% a month, only in a fund by invitation", "", words=r"rate"),
    ),
    Kind.MOVEMENTS: (
        _KEY,
        Column("what", "funding, interest_payment, cost or balance", "funding", True, r"type|kind|movement"),
        Column("date", "Value date", "2026-01-31", True, r"date|value|day"),
        Column("amount", "", "25000.00", True, r"amount|sum|betrag"),
        _CURRENCY,
        Column("investment", "Number, or the key it was brought in by; not for costs and balances", "INV-0001"),
        Column("due", "Day an interest payment fell due", "", words=r"due"),
        Column("reference", "The bank's reference; the key if left out", "TRF-1", words=r"reference|bank"),
        Column("text", "For costs and balances", "", words=r"text|description|purpose"),
    ),
}

# These move money: a second person approves the run.
BOOKS_MONEY = {Kind.MOVEMENTS}


def suggest_columns(kind: Kind, headings: tuple[str, ...]) -> dict[str, str]:
    """Column name -> heading, for what is plainly meant; each heading once."""
    found: dict[str, str] = {}
    for exact in (True, False):
        for column in COLUMNS[kind]:
            if column.name in found:
                continue
            for heading in headings:
                if heading and heading not in found.values() and _means(column, heading, exact=exact):
                    found[column.name] = heading
                    break
    return found


def _means(column: Column, heading: str, *, exact: bool) -> bool:
    plain = re.sub(r"[^a-zäöüß0-9]+", "_", heading.lower()).strip("_")
    if exact:
        return plain == column.name
    return bool(column.words) and re.search(column.words, heading.lower()) is not None


def missing_columns(kind: Kind, chosen: dict[str, str], headings: tuple[str, ...]) -> list[str]:
    """Required columns without a heading, and headings the file does not have."""
    absent = [one.name for one in COLUMNS[kind] if one.required and not chosen.get(one.name)]
    return absent + [heading for heading in chosen.values() if heading and heading not in headings]
