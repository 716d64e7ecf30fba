"""One order as its messages tell it, and how it stands by them.

No library's status is believed by itself: an order stands by the last status told, the amount told and the executions
told, whichever says more, so a fill that comes after a cancel or an error reopens what was over.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from trading.brokers.facts import OrderKind, OrderState, OrderStatus, Side

# Our own echo, or on the way: says nothing of an order that was told to be over.
_ECHOES = frozenset({"", "PendingSubmit", "ApiPending", "PendingCancel", "ApiUpdate", "Unknown"})
_ENDED = frozenset({"Cancelled", "ApiCancelled"})


@dataclass(frozen=True, slots=True)
class Numbers:
    """The names of an order: TWS's for ever, a client's of its own, and ours."""

    perm_id: int = 0
    client_id: int = 0
    order_id: int = 0
    account: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an order is for, as TWS has it."""

    symbol: str
    con_id: int
    kind_of_contract: str
    side: Side
    kind: OrderKind
    volume: Decimal
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    time_in_force: str = ""


@dataclass(frozen=True, slots=True)
class Execution:
    """One trade; `root` is its number without the last part, which counts corrections of it."""

    root: str
    revision: int
    exec_id: str
    numbers: Numbers
    symbol: str
    con_id: int
    side: Side
    volume: Decimal
    price: Decimal
    at: datetime
    is_exchange: bool = False  # of currencies, which have no cost basis


def root_of(exec_id: str) -> tuple[str, int]:
    """A correction of `a.b.01.01` comes as `a.b.01.02`: one fill, whose number stays."""
    root, _, revision = exec_id.rpartition(".")
    return (root, int(revision)) if root and revision.isdigit() else (exec_id, 0)


@dataclass(slots=True, eq=False)
class Entry:
    """One order."""

    numbers: Numbers
    terms: Terms | None = None
    status: str = ""
    told_filled: Decimal | None = None
    told_average: Decimal | None = None
    executions: dict[str, Execution] = field(default_factory=dict)
    reason: str = ""
    refused: bool = False
    confirmed: bool = False
    placed_at: datetime | None = None
    done_at: datetime | None = None

    @property
    def id(self) -> str:
        numbers = self.numbers
        return str(numbers.perm_id) if numbers.perm_id else f"{numbers.client_id}.{numbers.order_id}"

    @property
    def acknowledged(self) -> bool:
        """Interactive Brokers, not only the gateway, has told of it."""
        return self.confirmed or bool(self.executions)

    @property
    def works(self) -> bool:
        """Told to be in the market, or on its way there: a refusal then is of a change, not of the order."""
        return self.status in {"PreSubmitted", "Submitted", "PendingCancel"}

    @property
    def filled(self) -> Decimal:
        executed = sum((e.volume for e in self._own()), Decimal(0))
        filled = max(executed, self.told_filled or Decimal(0))
        if self.status == "Filled" and not filled and self.terms:
            return self.terms.volume
        return min(filled, self.terms.volume) if self.terms else filled

    @property
    def stands(self) -> OrderStatus:
        if self.status == "Filled" or (self.terms and self.filled >= self.terms.volume):
            return OrderStatus.FILLED
        if self.status in _ENDED:
            return OrderStatus.REJECTED if self.refused and not self.filled else OrderStatus.CANCELLED
        if self.status == "Inactive":
            if not self.refused:
                return OrderStatus.RECEIVED  # held: market shut, no shares to borrow yet
            return OrderStatus.CANCELLED if self.filled else OrderStatus.REJECTED
        if self.filled:
            return OrderStatus.PARTIAL
        return OrderStatus.RECEIVED if self.status in _ECHOES - {"PendingCancel"} else OrderStatus.WORKING

    def state(self) -> OrderState | None:
        """None as long as TWS has not told what the order is for."""
        if self.terms is None:
            return None
        return OrderState(
            id=self.id,
            reference=self.numbers.reference,
            symbol=self.terms.symbol,
            side=self.terms.side,
            kind=self.terms.kind,
            status=self.stands,
            volume=self.terms.volume,
            filled=self.filled,
            average_price=self._average(),
            limit_price=self.terms.limit_price,
            stop_price=self.terms.stop_price,
            placed_at=self.placed_at,
            done_at=self.done_at,
            reason=self.reason,
        )

    def from_executions(self) -> OrderState | None:
        """An order that TWS lists no more, known by its trades only: what it asked for beyond them nobody knows."""
        own = self._own()
        if not own or self.terms is not None:
            return self.state()
        first, volume = own[0], sum((e.volume for e in own), Decimal(0))
        if not volume:
            return None
        terms = Terms(first.symbol, first.con_id, "", first.side, OrderKind.MARKET, volume)
        reason = "known by its trades only; how much more was asked for is not told"
        return replace(self, terms=terms, status="Filled", reason=reason).state()

    def told(self, status: str, filled: Decimal | None, average: Decimal | None) -> None:
        if not (status in _ECHOES and (self.status in _ENDED or self.status == "Filled")):
            self.status = status or self.status
        self.confirmed = self.confirmed or status not in _ECHOES
        if filled is not None:
            self.told_filled = filled
            self.told_average = average

    def _own(self) -> list[Execution]:
        # Of a combination the legs are told as executions too; they are not of its volume.
        whole = self.terms.con_id if self.terms and self.terms.kind_of_contract == "BAG" else 0
        return [e for e in self.executions.values() if not whole or e.con_id == whole]

    def _average(self) -> Decimal | None:
        own = self._own()
        volume = sum((e.volume for e in own), Decimal(0))
        if volume and volume >= self.filled:
            return sum((e.volume * e.price for e in own), Decimal(0)) / volume
        return self.told_average or None


def learned(old: Numbers, new: Numbers) -> Numbers:
    return replace(
        old,
        perm_id=new.perm_id or old.perm_id,
        client_id=new.client_id if new.order_id > 0 else old.client_id,
        order_id=new.order_id if new.order_id > 0 else old.order_id,
        account=new.account or old.account,
        reference=new.reference or old.reference,
    )
