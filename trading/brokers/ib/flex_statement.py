"""What a Flex statement says, before anything of it is valued in the account's own currency."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from trading.brokers.facts import CashState, FillState, PositionState


@dataclass(frozen=True, slots=True)
class Trade:
    """A fill, with what a statement knows beyond it: amounts in `currency`, `rate` of it to the account's own.

    The fill's profit is what the vendor calls realised, commissions subtracted; None in `realised`: not told.
    """

    fill: FillState
    currency: str
    rate: Decimal | None
    commission_currency: str
    net_cash: Decimal | None
    kind: str  # STK, CASH, FUT ...
    con_id: str
    realised: Decimal | None
    cancels: bool = False  # takes back a trade of the same size and price


@dataclass(frozen=True, slots=True)
class Cash:
    """Money without a trade; `told` is the vendor's own word for its kind."""

    state: CashState
    currency: str
    rate: Decimal | None
    told: str
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """An open position; `cost` is what it cost, commissions in it, where it was paid for in cash."""

    state: PositionState
    currency: str
    rate: Decimal | None
    kind: str
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Other:
    """What belongs to the account's history and is neither; `amount`, `volume` and `realised` as far as told."""

    id: str
    element: str
    reason: str
    currency: str
    rate: Decimal | None
    amount: Decimal
    volume: Decimal
    realised: Decimal
    at: str  # as it is written
    symbol: str
    comment: str


@dataclass(slots=True)
class Statement:
    """One account over one time."""

    account: str
    currency: str
    from_on: str
    until_on: str
    made_on: str = ""
    name: str = ""
    trades: list[Trade] = field(default_factory=list)
    cash: list[Cash] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    others: list[Other] = field(default_factory=list)
    ending_cash: dict[str, Decimal] = field(default_factory=dict)  # by currency; BASE_SUMMARY is the whole
    starting_cash: dict[str, Decimal] = field(default_factory=dict)
    rates: dict[str, Decimal] = field(default_factory=dict)  # told last, of a currency to the account's own
    tells_positions: bool = False
    told_whole: set[str] = field(default_factory=set)  # numbers of what is held, told besides its lots
    sums: Counter[str] = field(default_factory=Counter)  # lines passed by, since others say the same in detail
    made_up: Counter[str] = field(default_factory=Counter)  # names given to lines that have none

    @property
    def positions(self) -> list[PositionState]:
        return [held.state for held in self.held]
