"""What a statement says: values only, which must add up before anything is printed. Amounts in the sheet's currency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from fidus.lib.money import Money

# Marks a figure that older statements do not have (canonical.py).
LATER = "later"


class FiguresDoNotAddUp(ValueError):
    """A statement's figures contradict each other; nothing is issued."""


def _equal(what: str, left: Decimal, right: Decimal) -> None:
    if left != right:
        raise FiguresDoNotAddUp(f"{what}: {left:f} is not {right:f}")


def _sum(parts: Iterable[Decimal]) -> Decimal:
    return sum(parts, Decimal(0))


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes to whom, about which days; kept as printed, whatever changes later."""

    number: str
    start: date
    end: date
    issued_on: date
    client_number: str
    client_name: str
    address: tuple[str, ...]
    contact: str
    firm_name: str
    firm_address: str
    firm_email: str
    firm_phone: str
    verify_at: str
    demo: bool = False
    corrects: str = ""
    correction: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """opening + movements + interest = closing."""

    opening: Decimal
    movements: Decimal
    interest: Decimal
    closing: Decimal

    def __post_init__(self) -> None:
        _equal("opening, movements and interest", self.opening + self.movements + self.interest, self.closing)


@dataclass(frozen=True, slots=True)
class YearToDate:
    """Interest earned and paid out from `since` to the end of the period."""

    since: date
    interest: Decimal
    paid_out: Decimal


@dataclass(frozen=True, slots=True)
class Holding:
    """One line of the allocation; `principal` with what is redeemed and not yet sent; `share` in percent."""

    investment: str
    product: str
    state: str
    monthly_rate: Decimal
    principal: Decimal
    accrued: Decimal
    value: Decimal
    share: Decimal

    def __post_init__(self) -> None:
        _equal(f"the value of {self.investment}", self.principal + self.accrued, self.value)


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """What was owed at the end of `on`: principal (with what is redeemed and not sent) and interest not paid out."""

    on: date
    principal: Decimal
    interest: Decimal

    @property
    def value(self) -> Decimal:
        return self.principal + self.interest


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """Interest from after `start` to `end`; days counted by the terms, totals since the end of incubation."""

    start: date
    end: date
    days: int
    days_total: int
    interest: Decimal
    accrued_total: Decimal
    owed: Decimal
    projected: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """How the interest accrued comes out: `words` is the rule, `numbers` the rule with this investment's figures."""

    words: str
    numbers: str
    remark: str


@dataclass(frozen=True, slots=True)
class TermsFigures:
    """The terms an investment was opened under, as printed; `windows` names the next one and its last day of notice."""

    version: int
    since: date
    monthly_rate: Decimal
    day_count: str
    incubation_start: date | None
    earns_from: date | None
    pays_out: bool
    window: date | None
    notice_by: date | None


@dataclass(frozen=True, slots=True)
class InvestmentFigures:
    """One investment: principal + accrued - paid out - fees + payable = owed; `payable` is redeemed, not yet sent."""

    number: str
    product: str
    state: str
    terms: TermsFigures
    principal: Decimal
    accrued: Decimal
    paid_out: Decimal
    owed: Decimal
    schedule: tuple[ScheduleRow, ...]
    explanation: Explanation | None
    fees: Decimal = field(default=Decimal(0), metadata={LATER: True})
    payable: Decimal = field(default=Decimal(0), metadata={LATER: True})

    def __post_init__(self) -> None:
        left = self.principal + self.accrued - self.paid_out - self.fees + self.payable
        _equal(f"what is owed on {self.number}", left, self.owed)
        known = [row for row in self.schedule if not row.projected]
        if known:
            _equal(f"the schedule of {self.number}", _sum(row.interest for row in known), known[-1].accrued_total)
            _equal(f"the interest of {self.number}", known[-1].accrued_total, self.accrued)
        for before, row in zip(self.schedule, self.schedule[1:], strict=False):
            _equal(f"{self.number} at {row.end}", before.accrued_total + row.interest, row.accrued_total)


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of the movements: one ledger entry, or an interest month's daily `entries` from `entry` to `last`."""

    booked_on: date
    value_on: date
    entry: int
    last: int
    entries: int
    investment: str
    text: str
    amount: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that will happen; `amount` is what is expected if nothing moves before."""

    on: date
    investment: str
    what: str
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything in one currency."""

    currency: str
    headline: Headline
    year: YearToDate
    allocation: tuple[Holding, ...]
    growth: tuple[MonthEnd, ...]
    investments: tuple[InvestmentFigures, ...]
    movements: tuple[Movement, ...]
    coming: tuple[Coming, ...]

    def __post_init__(self) -> None:
        head = self.headline
        _equal("the allocation's values", _sum(line.value for line in self.allocation), head.closing)
        _equal("the investments", _sum(one.owed for one in self.investments), head.closing)
        if any(line.share for line in self.allocation):
            _equal("the shares", _sum(line.share for line in self.allocation), Decimal(100))
        _equal("the last month end", self.growth[-1].value if self.growth else Decimal(0), head.closing)
        moved = _sum(line.amount for line in self.movements)
        _equal("the movements listed", head.opening + moved, head.closing)
        balance = head.opening
        for line in self.movements:
            balance += line.amount
            _equal(f"the balance after entry {line.entry}", balance, line.balance)


@dataclass(frozen=True, slots=True)
class StatementFigures:
    """A whole statement. `known_at` is the seal number of the newest ledger entry that was known."""

    letterhead: Letterhead
    known_at: int
    sheets: tuple[Sheet, ...]

    def __post_init__(self) -> None:
        if not self.sheets:
            raise FiguresDoNotAddUp("a statement needs at least one investment")
        if len({sheet.currency for sheet in self.sheets}) != len(self.sheets):
            raise FiguresDoNotAddUp("each currency has one sheet")


def shares(values: list[Decimal]) -> list[Decimal]:
    """Percentages with one decimal that sum to 100.0 (largest remainder); all zero where nothing is held."""
    if not any(value > 0 for value in values):
        return [Decimal("0.0") for _ in values]
    tenths = Money.from_minor(1000, "JPY").split([max(value, Decimal(0)) for value in values])
    return [Decimal(part.minor).scaleb(-1) for part in tenths]
