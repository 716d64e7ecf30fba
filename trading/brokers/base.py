"""What every broker can be asked: one Protocol, three ways to fail. Each broker is one file beside this one.

An adapter belongs to one account and is used by one thread at a time. It keeps no state that matters: whoever makes it
anew loses nothing. It waits as long as its time limit says and no longer, and it never sends anything twice by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from trading.brokers.capabilities import Capabilities
from trading.brokers.facts import (
    AccountState,
    CashState,
    Change,
    FillState,
    Instrument,
    OrderRequest,
    OrderState,
    PositionState,
    Quote,
)


class BrokerError(Exception):
    """The broker did not do what was asked, or did not say so; `code` is the broker's own, `str()` is for people."""

    def __init__(self, words: str, *, code: str = "") -> None:
        self.code = code
        super().__init__(words)


class NotSent(BrokerError):
    """It surely did not reach the broker, or nothing was to be changed: it may be asked again as it is."""


class Throttled(NotSent):
    """The broker, or our own counting of its limits, asks us to wait; `seconds` if it says how long."""

    def __init__(self, words: str, *, code: str = "", seconds: float | None = None) -> None:
        self.seconds = seconds
        super().__init__(words, code=code)


class WrongAccount(NotSent):
    """Another account answered than was asked: nothing of the answer is believed, and no order is sent."""


class Refused(BrokerError):
    """The broker said no; the same again will be refused again."""


class LoginRefused(Refused):
    """The login, its password or its day's token is not good; a person has to look."""


class OutcomeUnknown(BrokerError):
    """It was sent and no answer tells what became of it: look it up by its reference; never send it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How an adapter reaches its account. `secrets` never show in a repr, a log line or an error."""

    login: str
    server: str = ""
    address: str = ""  # of the bridge, gateway or API
    environment: str = "live"
    currency: str = ""
    seconds: float = 10.0  # for any one call
    options: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


class Broker(Protocol):
    """One account at one broker. Questions raise NotSent or Refused; what changes something raises any of the three."""

    @property
    def capabilities(self) -> Capabilities: ...

    def account(self) -> AccountState:
        """The account's money now; raises WrongAccount if another account answers."""
        ...

    def positions(self) -> Sequence[PositionState]:
        """All that is held now."""
        ...

    def orders(self) -> Sequence[OrderState]:
        """All orders that still work, whoever placed them."""
        ...

    def order(self, reference: str) -> OrderState | None:
        """The order that carries our reference, also if it is over; None if the broker surely has none."""
        ...

    def fills(self, since: datetime) -> Sequence[FillState]:
        """Trades from `since` (the broker's clock) on, oldest first; may reach further back, never less far."""
        ...

    def cash_operations(self, since: datetime) -> Sequence[CashState]:
        """Money that came or went without a trade from `since` on, oldest first."""
        ...

    def submit(self, request: OrderRequest) -> OrderState:
        """Send an order once; what comes back is how it stands now."""
        ...

    def cancel(self, order_id: str) -> OrderState:
        """Ask for an order to be cancelled; it may be filled before that, and the state returned may say so."""
        ...

    def replace(self, order_id: str, change: Change) -> OrderState:
        """Change a working order in its place; raises Refused where the broker cannot."""
        ...

    def instruments(self, symbols: Sequence[str] = ()) -> Sequence[Instrument]:
        """What can be traded: those of `symbols`, or all that the broker lists. Unknown symbols are left out."""
        ...

    def quotes(self, symbols: Sequence[str]) -> Sequence[Quote]:
        """The newest prices of `symbols`; those without any are left out."""
        ...

    def close(self) -> None:
        """Let go of connections; nothing at the broker changes."""
        ...
