"""The rows of a file as values of their kind, and what is wrong with those that are not."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from funds.intake.domain.cells import read_day, read_money, read_share
from funds.intake.domain.layouts import COLUMNS, Kind, missing_columns
from funds.intake.domain.sheet import Sheet
from funds.intake.domain.unusable import Unusable

_EXCEL_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Reading:
    """How the file is read: column -> heading, and what is ambiguous without being told."""

    columns: Mapping[str, str]
    day_order: str = ""
    decimal: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`values` are the arguments of what it becomes; `error` says why there are none."""

    number: int
    key: str
    values: dict[str, Any]
    error: str = ""
    content: str = ""


def read_rows(kind: Kind, sheet: Sheet, reading: Reading) -> list[Row]:
    """Every row, good or not; raises Unusable where a column that is needed is missing."""
    missing = missing_columns(kind, dict(reading.columns), sheet.headings)
    if missing:
        raise Unusable(f"These columns are missing: {', '.join(missing)}.")
    rows = list(_rows(kind, sheet, reading))
    counts = Counter(one.key for one in rows if one.key)
    return [_only(one, counts[one.key]) for one in rows]


def _only(row: Row, count: int) -> Row:
    if count < 2:
        return row
    return Row(row.number, row.key, {}, f"The key {row.key} stands in {count} rows.")


def _rows(kind: Kind, sheet: Sheet, reading: Reading) -> Iterator[Row]:
    places = {name: sheet.headings.index(heading) for name, heading in reading.columns.items() if heading}
    for number, cells in sheet.rows:
        raw = {name: cells[place] for name, place in places.items()}
        key = (raw.get("key") or "")[:80]
        try:
            values = _READERS[kind](_checked(kind, raw), reading)
        except Unusable as error:
            yield Row(number, key, {}, str(error))
        else:
            written = repr(sorted((name, str(value)) for name, value in values.items()))
            yield Row(number, key, values, content=hashlib.sha256(written.encode()).hexdigest())


def _checked(kind: Kind, raw: dict[str, str | None]) -> dict[str, str]:
    for name, cell in raw.items():
        if cell is None:
            raise Unusable(f"{name} is a formula; bring in values.")
        if cell in _EXCEL_ERRORS:
            raise Unusable(f"{name} is Excel's error {cell}; bring in values.")
        if _UNSEEN.search(cell):
            raise Unusable(f"{name} holds a sign that cannot be seen; type it anew.")
    cells = {name: cell or "" for name, cell in raw.items()}
    for column in COLUMNS[kind]:
        if column.required and not cells.get(column.name):
            raise Unusable(f"{column.name} is empty.")
        if len(cells.get(column.name, "")) > 200:
            raise Unusable(f"{column.name} is longer than 200 letters.")
    return cells


def _one_of(cell: str, allowed: tuple[str, ...], name: str) -> str:
    plain = cell.strip().lower().replace(" ", "_").replace("-", "_")
    if plain not in allowed:
        raise Unusable(f"{name} is “{cell[:40]}”; it may be {', '.join(allowed)}.")
    return plain


def _currency(cells: Mapping[str, str], name: str = "currency") -> str:
    return (cells.get(name) or "USD").upper()


def _client(cells: Mapping[str, str], reading: Reading) -> dict[str, Any]:
    country = cells.get("country", "").upper()
    if country and (len(country) != 2 or not country.isalpha()):
        raise Unusable(f"country is “{country[:40]}”; write two letters, such as GB.")
    email = cells.get("email", "")
    if email and ("@" not in email or " " in email):
        raise Unusable(f"email is “{email[:60]}”, which is no address.")
    currency = _currency(cells, "reporting_currency")
    read_money("0", currency)
    return {
        "kind": _one_of(cells["kind"], ("person", "company"), "kind"),
        "name": cells["name"],
        "email": email,
        "phone": cells.get("phone", ""),
        "address": cells.get("address", ""),
        "country": country,
        "reporting_currency": currency,
    }


def _investment(cells: Mapping[str, str], reading: Reading) -> dict[str, Any]:
    principal = read_money(cells["principal"], _currency(cells), decimal=reading.decimal)
    if principal.amount <= 0:
        raise Unusable("principal is not above zero.")
    rate = cells.get("custom_rate", "")
    return {
        "client": cells["client"],
        "product": cells["product"].upper(),
        "principal": principal,
        "interest_mode": _one_of(cells.get("interest_mode") or "keep", ("pay_out", "keep"), "interest_mode"),
        "custom_rate": read_share(rate) if rate else None,
    }


def _movement(cells: Mapping[str, str], reading: Reading) -> dict[str, Any]:
    what = _one_of(cells["what"], ("funding", "interest_payment", "cost", "balance"), "what")
    amount = read_money(cells["amount"], _currency(cells), decimal=reading.decimal)
    if not amount or (amount.amount < 0 and what != "balance"):
        raise Unusable("amount is not above zero.")
    if what in ("funding", "interest_payment") and not cells.get("investment"):
        raise Unusable("investment is empty.")
    due = cells.get("due", "")
    if what == "interest_payment" and not due:
        raise Unusable("due is empty: say which interest was paid.")
    return {
        "what": what,
        "on": read_day(cells["date"], order=reading.day_order),
        "amount": amount,
        "investment": cells.get("investment", ""),
        "due": read_day(due, order=reading.day_order) if due else None,
        "reference": (cells.get("reference") or cells["key"])[:80],
        "text": cells.get("text") or what.replace("_", " ").capitalize(),
    }


_READERS: dict[Kind, Callable[[Mapping[str, str], Reading], dict[str, Any]]] = {
    Kind.CLIENTS: _client,
    Kind.INVESTMENTS: _investment,
    Kind.MOVEMENTS: _movement,
}
