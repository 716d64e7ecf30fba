"""All that a decision is made from: values, gathered before. Volumes are in the instrument's units of trade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from trading.brokers.facts import AssetKind, OrderKind, Side, TimeInForce
from trading.decision.domain.limits import Limits
from trading.orders.domain.switch_states import SwitchState
from trading.signals.domain.standard import SignalKind, SizeKind

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyFacts:
    code: str
    state: str
    mode: str  # automatic, approval or dry run
    environment: str  # staging or production


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalFacts:
    """What was asked for. Prices are in the instrument's currency."""

    kind: SignalKind
    valid_until: datetime
    priced_at: datetime  # of reference_price: when the sender said it, or it was received
    order_kind: OrderKind = OrderKind.MARKET
    time_in_force: TimeInForce = TimeInForce.DAY
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    stop_loss: Decimal | None = None
    target: Decimal | None = None
    stop_loss_offset: Decimal | None = None
    target_offset: Decimal | None = None
    reference_price: Decimal | None = None
    size_kind: SizeKind | None = None
    size_value: Decimal | None = None

    @property
    def opens(self) -> bool:
        return self.kind in (SignalKind.ENTRY, SignalKind.SCALE_IN, SignalKind.FLIP)

    @property
    def closes(self) -> bool:
        return self.kind in (SignalKind.EXIT, SignalKind.SCALE_OUT, SignalKind.FLIP)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationFacts:
    """`portion` is this account's part of all equity that the strategy may trade, None where that is not known."""

    share: Decimal
    size_kind: SizeKind
    size_value: Decimal
    portion: Decimal | None = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFacts:
    """Amounts in the account's currency. `obstacle` says why it cannot be traded, empty if it can."""

    name: str
    broker: str
    environment: str
    currency: str
    hedging: bool
    obstacle: str = ""
    seen_at: datetime | None = None
    equity: Decimal = ZERO
    margin: Decimal = ZERO
    free_margin: Decimal | None = None
    leverage: Decimal | None = None
    first_equity: Decimal | None = None  # at the day's first look
    flows: Decimal = ZERO  # since then
    pending_value: Decimal | None = ZERO  # of what opens and may be filled since the account was seen; None: unknown
    broker_equity: Decimal = ZERO
    broker_value: Decimal = ZERO
    broker_fault: str = ""  # why the broker's sums cannot be reckoned
    strategy_value: Decimal | None = ZERO  # of all that the strategy holds here and has out to open; None: unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentFacts:
    """`rate` is what one unit of the instrument's currency is in the account's; None: nobody knows.

    `is_open` is None where nobody has said when it trades. `seen_at` is our clock's, of the prices.
    """

    symbol: str
    our_symbol: str
    kind: AssetKind
    currency: str
    tick: Decimal
    step: Decimal
    least: Decimal
    most: Decimal | None = None
    multiplier: Decimal = Decimal(1)
    may_trade: bool = True
    is_open: bool | None = True
    expires_at: datetime | None = None
    strike: Decimal | None = None
    bid: Decimal | None = None
    ask: Decimal | None = None
    last: Decimal | None = None
    seen_at: datetime | None = None
    delayed: bool = False
    rate: Decimal | None = Decimal(1)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A position at the broker that fills of this strategy made; `volume` is signed."""

    number: str
    volume: Decimal


@dataclass(frozen=True, slots=True)
class Entry:
    """An order of the strategy's own that opens; what is `filled` of it counts as held. Unless it `works`, no more of
    it can be filled, but what its broker has told as filled cannot be closed yet.

    `number` is the order's; below zero, of one that is decided at the same moment and not written yet.
    """

    number: int
    side: Side
    filled: Decimal = ZERO
    works: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingFacts:
    """Of one instrument on the account. `up` and `down` are the most that may be held in each direction once all that
    is out is filled: on accounts that net, they are of the net position and may be below zero.

    `own` is what the strategy holds, signed, as far as the broker has it, too: by its fills, and by what the broker has
    told as filled before them. Where each position is closed by its number, which comes with the fills, that is not in
    `own` but in `own_nameless`. `own_closing` is what of `own` is being closed, `own_out_up` and `own_out_down` what
    the strategy has out to open, by the orders `own_entries`. `others` are the signed volumes that other strategies
    hold, by code.
    """

    up: Decimal = ZERO
    down: Decimal = ZERO
    own: Decimal = ZERO
    own_nameless: Decimal = ZERO
    own_closing: Decimal = ZERO
    own_out_up: Decimal = ZERO
    own_out_down: Decimal = ZERO
    own_entries: tuple[Entry, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    others: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegFacts:
    """A leg with what it means on this account: without an instrument, `fault` says why there is none."""

    number: int
    name: str
    side: Side | None
    asset: AssetKind
    ratio: int = 1
    instrument: InstrumentFacts | None = None
    fault: str = ""
    holding: HoldingFacts = field(default_factory=HoldingFacts)

    @property
    def traded(self) -> InstrumentFacts:
        """Its instrument; the rule that asks whether there is one comes before all that need it."""
        if self.instrument is None:
            raise ValueError(f"{self.name} is no instrument here")
        return self.instrument

    @property
    def unit_value(self) -> Decimal:
        """What a price of one is worth, for one unit of trade, in the account's currency."""
        if self.traded.rate is None:
            raise ValueError(f"there is no rate of {self.traded.currency}")
        return self.traded.multiplier * self.traded.rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One signal on one account at one moment."""

    now: datetime
    strategy: StrategyFacts
    signal: SignalFacts
    legs: tuple[LegFacts, ...]
    account: AccountFacts
    allocation: AllocationFacts
    limits: Limits = field(default_factory=Limits)
    switch: SwitchState = SwitchState.ACTIVE
    switch_words: str = ""
    decided_before: bool = False

    @property
    def allocated(self) -> Decimal:
        """The strategy's share of the account's equity."""
        return max(self.account.equity, ZERO) * self.allocation.share / 100
