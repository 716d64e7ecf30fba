"""How one bank writes its CSV: which column is what, and how it writes dates and amounts."""

from dataclasses import asdict, dataclass, field
from typing import Any

DATE_FORMATS = (
    "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y%m%d", "%d.%m.%y", "%d/%m/%y",
    "%m/%d/%y", "%d %b %Y", "%d-%b-%Y",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CsvMapping:
    """Columns are named by the words in the header row; `skip` rows stand above it.

    Either `amount` is signed, or `debit` and `credit` are columns of their own, or `side` says which one `amount` is.
    """

    delimiter: str
    decimal: str
    thousands: str
    date_format: str
    booked_on: str
    skip: int = 0
    value_on: str = ""
    amount: str = ""
    debit: str = ""
    credit: str = ""
    side: str = ""
    negated: bool = False
    currency: str = ""
    counterparty: str = ""
    counterparty_account: str = ""
    text: tuple[str, ...] = ()
    reference: str = ""
    balance: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column it speaks of."""
        named = (
            self.booked_on, self.value_on, self.amount, self.debit, self.credit, self.side, self.currency,
            self.counterparty, self.counterparty_account, *self.text, self.reference, self.balance,
        )  # fmt: skip
        return tuple(dict.fromkeys(one for one in named if one))

    def problems(self) -> list[str]:
        """What keeps it from being used, in words for the person who fills it in."""
        found = []
        if not self.booked_on:
            found.append("Choose the column with the booking date.")
        if bool(self.amount) == bool(self.debit or self.credit):
            found.append("Choose one column with the amount, or one for money out and one for money in.")
        if self.side and not self.amount:
            found.append("A column that says debit or credit needs the column with the amount.")
        if self.decimal == self.thousands:
            found.append("The decimal sign and the sign between thousands differ.")
        return found

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "CsvMapping":
        return cls(**{**kept, "text": tuple(kept.get("text", ()))})


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a CSV with the lines they stand on, the header apart."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    ends_whole: bool = True
    notes: tuple[str, ...] = field(default=())
