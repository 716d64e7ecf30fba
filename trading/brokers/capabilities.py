"""What a broker can do through its adapter, as the adapter states it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from trading.brokers.facts import OrderKind, TimeInForce


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a broker can do through us; what it cannot is refused before it is sent."""

    kinds: frozenset[OrderKind]
    times_in_force: frozenset[TimeInForce]
    hedging: bool  # several positions of one symbol, against each other too
    replaces: bool
    brackets: bool  # stop_loss and take_profit go along with an order
    reference_length: int  # of ours, that comes back with orders and fills
    reference_alphabet: str = ""  # a character class in re's words; empty: anything printable
    tells_cash: bool = True  # cash_operations() answers; if not it refuses, and a file has to bring them
    fills_days: int | None = None  # how many days fills() surely reaches back; None: as far as it is asked
    lists_instruments: bool = True  # instruments() without symbols answers
    finds_done_orders: bool = True  # order(reference) knows those that are over, for as long as its day at least
    calls_per_second: Decimal | None = None
    # Further limits on orders, cancels and changes of one account: so many within so many seconds.
    orders_within: tuple[tuple[int, int], ...] = ()
    # An order that cannot be found now may still be on its way there; False where looking once is proof.
    comes_late: bool = True
    # How far a broker's clock may be from ours: trades are asked for from so much earlier on.
    clocks_differ: timedelta = timedelta(hours=26)
    environments: frozenset[str] = field(default_factory=lambda: frozenset({"live", "demo"}))
