"""What a statement is composed from: terms as agreed, and ledger lines as known. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from funds.domain.calendars import Calendar
from funds.domain.day_counts import DayCount
from funds.domain.windows import WindowRule


@dataclass(frozen=True, slots=True)
class Agreed:
    """The terms one investment was opened under; `monthly_rate` is a share (0.025)."""

    version: int
    since: date
    monthly_rate: Decimal
    day_count: DayCount
    throughout: bool
    pays_out: bool
    window_rule: WindowRule
    notice_days: int
    business_days: Calendar


@dataclass(frozen=True, slots=True)
class Line:
    """One leg on an account of the investment, seen by the client: positive is owed more.

    `principal` tells the account; `interest` is true for accruals, and for reversals of accruals. `daily` lines may be
    drawn together by interest month. `redeemed` is principal that left in a redemption, or came back from one;
    `payable` is money of a redemption that waits to be sent, `fee` a fee taken from interest. All else is payouts.
    """

    entry: int
    booked_on: date
    value_on: date
    text: str
    amount: Decimal
    principal: bool
    interest: bool
    daily: bool
    redeemed: bool = False
    payable: bool = False
    fee: bool = False

    @property
    def paid_out(self) -> bool:
        return not (self.principal or self.interest or self.payable or self.fee)


@dataclass(frozen=True, slots=True)
class InvestmentFacts:
    """One investment with every line up to the end of the period, as known."""

    number: str
    product: str
    currency: str
    agreed: Agreed
    started_on: date
    earns_from: date
    lines: tuple[Line, ...]
