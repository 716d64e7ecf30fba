"""A bank's CSV read by its mapping: one statement, with balances where a column gives them."""

from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from funds.bank.domain.amounts import amount_of, currency_of, shown
from funds.bank.domain.csv_mapping import CsvMapping, Table
from funds.bank.domain.csv_table import read_table
from funds.bank.domain.statement import Balance, Entry, Kind, Statement
from funds.bank.domain.unreadable import Unreadable

_OUT = {"d", "dr", "debit", "dbit", "s", "soll", "af", "out", "-", "cargo", "debet", "h-"}
_IN = {"c", "cr", "credit", "crdt", "h", "haben", "bij", "in", "+", "abono"}


def read_csv(text: str, mapping: CsvMapping, *, account: str, currency: str) -> list[Statement]:
    """One statement of `account`; raises Unreadable naming the line, and then nothing of the file is good."""
    problems = mapping.problems()
    if problems:
        raise Unreadable(" ".join(problems))
    table = read_table(text, delimiter=mapping.delimiter, skip=mapping.skip)
    missing = [name for name in mapping.columns if name not in table.header]
    if missing:
        raise Unreadable(f"the file has no column {', '.join(shown(name) for name in missing)}; look at the mapping")
    rows = [_Row(table, cells, line, mapping, currency) for line, cells in table.rows]
    rows = [row for row in rows if not row.says_nothing]
    entries = [row.entry() for row in rows]
    balances, oldest_first = _balances(rows, entries, currency) if mapping.balance else ((), True)
    notes = (
        [] if table.ends_whole else ["The file does not end with its last line: look whether the last row is whole."]
    )
    days = [entry.booked_on for entry in entries]
    return [
        Statement(
            kind=Kind.STATEMENT,
            form="CSV",
            account=account,
            currency=currency,
            start=min(days, default=None),
            end=max(days, default=None),
            balances=balances,
            entries=tuple(entries if oldest_first else reversed(entries)),
            notes=tuple(notes),
        )
    ]


class _Row:
    def __init__(self, table: Table, cells: tuple[str, ...], line: int, mapping: CsvMapping, currency: str) -> None:
        self._cells = dict(zip(table.header, cells, strict=False))
        self._mapping, self._currency = mapping, currency
        self.place = f"line {line}"

    @property
    def says_nothing(self) -> bool:
        """Rows of totals and of words below the table have neither a day nor an amount."""
        mapping = self._mapping
        told = (mapping.booked_on, mapping.amount, mapping.debit, mapping.credit)
        return not any(self._cell(name) for name in told)

    def _cell(self, name: str) -> str:
        return self._cells.get(name, "") if name else ""

    def entry(self) -> Entry:
        mapping = self._mapping
        told = self._cell(mapping.currency)
        if told and currency_of(told, place=self.place) != self._currency:
            raise Unreadable(f"{told} on an account in {self._currency}", place=self.place)
        booked_on = self._day(self._cell(mapping.booked_on))
        value_on = self._cell(mapping.value_on)
        return Entry(
            place=self.place,
            amount=self._amount(),
            currency=self._currency,
            booked_on=booked_on,
            value_on=self._day(value_on) if value_on else booked_on,
            bank_reference=self._cell(mapping.reference),
            counterparty=self._cell(mapping.counterparty),
            counterparty_account=self._cell(mapping.counterparty_account),
            text=" ".join(one for name in mapping.text if (one := self._cell(name))),
        )

    def _amount(self) -> Decimal:
        mapping = self._mapping
        if mapping.amount:
            amount = self.figure(self._cell(mapping.amount))
            if mapping.side:
                amount = self._by_side(amount)
            return -amount if mapping.negated and amount else amount
        out, into = self._cell(mapping.debit), self._cell(mapping.credit)
        debit, credit = (self.figure(cell) if cell else Decimal(0) for cell in (out, into))
        if not out and not into:
            raise Unreadable("neither money out nor money in is given", place=self.place)
        if debit and credit:
            raise Unreadable("both money out and money in are given", place=self.place)
        # Some banks write money out with a minus in its own column, others without.
        amount = credit - abs(debit) if debit else credit
        return amount if amount else self.figure(into or out)

    def _by_side(self, amount: Decimal) -> Decimal:
        side = self._cell(self._mapping.side).lower()
        if side not in _OUT | _IN:
            raise Unreadable(f"{shown(side)} is neither debit nor credit", place=self.place)
        if amount < 0:
            raise Unreadable("the amount carries a sign, and another column says debit or credit", place=self.place)
        return -amount if side in _OUT and amount else amount

    def figure(self, cell: str) -> Decimal:
        written = cell.removesuffix(self._currency).removeprefix(self._currency).strip()
        # Accountants write money out in brackets or with the sign behind.
        if written.startswith("(") and written.endswith(")"):
            written = f"-{written[1:-1]}"
        elif written.endswith("-"):
            written = f"-{written[:-1].strip()}"
        mapping = self._mapping
        return amount_of(
            written, self._currency, place=self.place, decimal=mapping.decimal, thousands=mapping.thousands
        )

    def balance(self) -> Decimal | None:
        cell = self._cell(self._mapping.balance)
        return self.figure(cell) if cell else None

    def _day(self, cell: str) -> date:
        form = self._mapping.date_format
        written = cell if " %" in form else cell.split(" ")[0].split("T")[0]
        try:
            found = datetime.strptime(written, form).date()  # noqa: DTZ007
        except ValueError:
            raise Unreadable(f"{shown(cell)} is not a date of the form {_form(form)}", place=self.place) from None
        if not 1950 <= found.year <= 2199:
            raise Unreadable(f"{shown(cell)} is not a date of our time", place=self.place)
        return found


def _form(date_format: str) -> str:
    words = {"%Y": "YYYY", "%y": "YY", "%m": "MM", "%d": "DD", "%b": "Mon"}
    for sign, word in words.items():
        date_format = date_format.replace(sign, word)
    return date_format


def _balances(rows: list[_Row], entries: list[Entry], currency: str) -> tuple[tuple[Balance, ...], bool]:
    """Opening and closing from the balance after each row, the newest first or last; and whether the oldest is first.

    Raises Unreadable where a balance does not follow from the one before, naming the line.
    """
    told = [
        (row, entry, balance)
        for row, entry in zip(rows, entries, strict=True)
        if (balance := row.balance()) is not None
    ]
    if not told or len(told) != len(rows):
        return (), True
    breaks = [_first_break(told), _first_break(told[::-1])]
    oldest_first = breaks[0] is None or (breaks[1] is not None and entries[0].booked_on <= entries[-1].booked_on)
    ordered, broken = (told, breaks[0]) if oldest_first else (told[::-1], breaks[1])
    if broken is not None:
        raise Unreadable("the balance does not follow from the row before; rows are missing or damaged", place=broken)
    first, last = ordered[0], ordered[-1]
    opening = Balance("OPBD", first[2] - first[1].amount, currency, first[1].booked_on)
    return (opening, Balance("CLBD", last[2], currency, last[1].booked_on)), oldest_first


def _first_break(told: list[tuple[_Row, Entry, Decimal]]) -> str | None:
    for (_, _, before), (row, entry, after) in pairwise(told):
        if before + entry.amount != after:
            return row.place
    return None
