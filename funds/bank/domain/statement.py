"""What a bank says, whatever file it came in: statements, their bookings, and whether the balances tie."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """Only a statement is final; the others announce what a statement will say."""

    STATEMENT = "statement"
    REPORT = "report"  # within the day: CAMT.052, MT942
    NOTICE = "notice"  # single bookings: CAMT.054


class Standing(StrEnum):
    BOOKED = "booked"
    PENDING = "pending"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Balance:
    """One balance; `kind` is ISO 20022's code, such as OPBD, and credit is positive."""

    kind: str
    amount: Decimal
    currency: str
    on: date


@dataclass(frozen=True, slots=True)
class Part:
    """One payment inside a booking that bundles several; its amount where the bank tells it, credit positive."""

    amount: Decimal | None = None
    currency: str = ""
    bank_reference: str = ""
    end_to_end_id: str = ""
    references: tuple[str, ...] = ()
    counterparty: str = ""
    counterparty_account: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One booking on the account: money in is positive, money out negative.

    `place` says where in the file it stands; `notes` what the reader had to interpret.
    """

    place: str
    amount: Decimal
    currency: str
    booked_on: date
    value_on: date
    standing: Standing = Standing.BOOKED
    reversal: bool = False
    code: str = ""
    bank_reference: str = ""
    end_to_end_id: str = ""
    references: tuple[str, ...] = ()
    counterparty: str = ""
    counterparty_account: str = ""
    text: str = ""
    charges: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()


class TieState(StrEnum):
    TIES = "ties"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Tie:
    """Whether opening and bookings lead to the closing balance; `difference` is closing minus what they lead to."""

    state: TieState
    difference: Decimal | None = None
    reason: str = ""


# Intermediate ones stand where a statement runs over several pages.
OPENING = ("OPBD", "OPIT", "PRCD")
CLOSING = ("CLBD", "CLIT")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of one account; `number` is the bank's own count and `page` a part of it."""

    kind: Kind
    form: str
    account: str
    currency: str
    reference: str = ""
    number: str = ""
    page: str = ""
    start: date | None = None
    end: date | None = None
    balances: tuple[Balance, ...] = ()
    entries: tuple[Entry, ...] = ()
    unread: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def opening(self) -> Balance | None:
        return self._first(OPENING)

    @property
    def closing(self) -> Balance | None:
        return self._first(CLOSING)

    def _first(self, kinds: tuple[str, ...]) -> Balance | None:
        for kind in kinds:
            for balance in self.balances:
                if balance.kind == kind:
                    return balance
        return None

    @property
    def booked(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.standing is Standing.BOOKED)

    @property
    def tie(self) -> Tie:
        opening, closing = self.opening, self.closing
        if opening is None or closing is None:
            missing = [word for word, one in (("opening", opening), ("closing", closing)) if one is None]
            return Tie(TieState.UNKNOWN, None, f"The file gives no {' and no '.join(missing)} balance.")
        if opening.currency != closing.currency:
            reason = f"It opens in {opening.currency} and closes in {closing.currency}."
            return Tie(TieState.DIFFERS, None, reason)
        foreign = sorted({entry.currency for entry in self.booked} - {closing.currency})
        if foreign:
            return Tie(TieState.DIFFERS, None, f"Bookings in {', '.join(foreign)} on an account in {closing.currency}.")
        led_to = opening.amount + sum((entry.amount for entry in self.booked), Decimal(0))
        difference = closing.amount - led_to
        if difference:
            reason = f"Opening and bookings lead to {led_to:,f}, the statement closes at {closing.amount:,f}."
            return Tie(TieState.DIFFERS, difference, reason)
        return Tie(TieState.TIES, difference)
