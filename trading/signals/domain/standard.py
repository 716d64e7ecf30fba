"""The one shape of a signal, whatever it came as; values are checked when they are made.

Prices are in the instrument's currency, units in its units of trade, percents in percent (0.5 is half a percent).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from trading.brokers.facts import AssetKind, OptionRight, OrderKind, Side, TimeInForce
from trading.signals.domain.written import BadSignal

MOST_LEGS, MOST_RATIO = 8, 100


class SignalKind(StrEnum):
    """Open a position; close it; make it larger; smaller; close it and open the opposite one."""

    ENTRY = "entry"
    EXIT = "exit"
    SCALE_IN = "scale in"
    SCALE_OUT = "scale out"
    FLIP = "flip"


class Environment(StrEnum):
    STAGING = "staging"
    PRODUCTION = "production"


class SizeKind(StrEnum):
    """In what a developer hints at a size; what is really traded is decided by allocation and limits."""

    UNITS = "units"
    LOTS = "lots"
    EQUITY_PERCENT = "equity percent"
    RISK_PERCENT = "risk percent"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalLeg:
    """One instrument of a signal. `side` is the order's; None, in an exit alone: against whatever is open."""

    symbol: str
    asset: AssetKind
    side: Side | None
    ratio: int = 1
    venue: str = ""
    expiry: date | None = None
    strike: Decimal | None = None
    right: OptionRight | None = None

    def check(self, at: str) -> None:
        if not 1 <= self.ratio <= MOST_RATIO:
            raise BadSignal(f"A leg's ratio is from 1 to {MOST_RATIO}.", f"{at}/ratio")
        option = (self.expiry, self.strike, self.right)
        if self.asset is AssetKind.OPTION and None in option:
            raise BadSignal("An option needs its expiry, strike and right (call or put).", at)
        if self.asset is not AssetKind.OPTION and (self.strike is not None or self.right is not None):
            raise BadSignal("Only an option has a strike and a right.", at)
        if self.expiry is not None and self.asset not in {AssetKind.OPTION, AssetKind.FUTURE}:
            raise BadSignal("Only options and futures expire.", f"{at}/expiry")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTerms:
    """How it is to be traded; stop and target as prices, or as distances from the price it is filled at."""

    kind: OrderKind = OrderKind.MARKET
    time_in_force: TimeInForce = TimeInForce.DAY
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    stop_loss: Decimal | None = None
    target: Decimal | None = None
    stop_loss_offset: Decimal | None = None
    target_offset: Decimal | None = None

    def __post_init__(self) -> None:
        limited = self.kind in {OrderKind.LIMIT, OrderKind.STOP_LIMIT}
        stopped = self.kind in {OrderKind.STOP, OrderKind.STOP_LIMIT}
        if limited != (self.limit_price is not None):
            raise BadSignal(f"A {self.kind} order {'needs its' if limited else 'has no'} limit price.", _at("limit"))
        if stopped != (self.stop_price is not None):
            raise BadSignal(f"A {self.kind} order {'needs its' if stopped else 'has no'} stop price.", _at("stop"))
        if self.stop_loss is not None and self.stop_loss_offset is not None:
            raise BadSignal("Give the stop as a price or as a distance, not both.", "/order/stop_loss")
        if self.target is not None and self.target_offset is not None:
            raise BadSignal("Give the target as a price or as a distance, not both.", "/order/target")


def _at(which: str) -> str:
    return f"/order/{which}_price"


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeHint:
    kind: SizeKind
    value: Decimal

    def __post_init__(self) -> None:
        if self.kind in {SizeKind.EQUITY_PERCENT, SizeKind.RISK_PERCENT} and self.value > 100:
            raise BadSignal("More than 100 percent is no size.", "/size")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardSignal:
    """What a strategy says. `signal_id` is empty where its developer gave none; `environment` what they claim."""

    kind: SignalKind
    legs: tuple[SignalLeg, ...]
    order: OrderTerms = field(default_factory=OrderTerms)
    size: SizeHint | None = None
    signal_id: str = ""
    environment: Environment | None = None
    reference_price: Decimal | None = None  # of the market when it was made; no limit
    bar_at: datetime | None = None
    sent_at: datetime | None = None
    valid_until: datetime | None = None
    comment: str = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.legs) <= MOST_LEGS:
            raise BadSignal(f"A signal has from one to {MOST_LEGS} legs.", "/legs")
        several = len(self.legs) > 1
        for place, leg in enumerate(self.legs):
            at = f"/legs/{place}" if several else ""
            leg.check(at)
            if leg.side is None and self.kind is not SignalKind.EXIT:
                raise BadSignal("Say buy or sell; only an exit may leave it open.", f"{at}/side")
        if len({(leg.symbol, leg.expiry, leg.strike, leg.right) for leg in self.legs}) < len(self.legs):
            raise BadSignal("Two legs are of the same instrument; make them one.", "/legs")
        self._check_stops(several)

    def _check_stops(self, several: bool) -> None:
        order, side = self.order, self.legs[0].side
        given = [name for name in ("stop_loss", "target", "stop_loss_offset", "target_offset") if getattr(order, name)]
        if given and (several or self.kind in {SignalKind.EXIT, SignalKind.SCALE_OUT}):
            what = "A signal of several legs" if several else f"A signal to {self.kind}"
            raise BadSignal(f"{what} has no stop and no target.", f"/order/{given[0]}")
        if order.stop_loss is None or side is None:
            lower, upper = None, None
        else:
            lower, upper = (order.stop_loss, order.target) if side is Side.BUY else (order.target, order.stop_loss)
        if lower is not None and upper is not None and lower >= upper:
            where = "below" if side is Side.BUY else "above"
            raise BadSignal(f"The stop of a {side} lies {where} its target.", "/order/stop_loss")
        price = order.limit_price or order.stop_price
        if price is not None and side is not None:
            _check_price(order, side, price)


def _check_price(order: OrderTerms, side: Side, price: Decimal) -> None:
    """Stop and target lie on their own side of the price at which the order waits."""
    sign = 1 if side is Side.BUY else -1
    if order.stop_loss is not None and sign * (price - order.stop_loss) <= 0:
        raise BadSignal(f"The stop of a {side} lies on the wrong side of its price.", "/order/stop_loss")
    if order.target is not None and sign * (order.target - price) <= 0:
        raise BadSignal(f"The target of a {side} lies on the wrong side of its price.", "/order/target")


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A message that says no more than that the sender lives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a door knows besides the message: the kind of instrument if none is said, and its own words.

    `names` say where in a foreign JSON a field of ours stands ("data.ticker"); `actions` what its words mean.
    """

    asset: AssetKind = AssetKind.OTHER
    names: dict[str, str] = field(default_factory=dict)
    actions: dict[str, str] = field(default_factory=dict)
