"""What the scripted gateway tells of money, holdings, instruments and prices."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from trading.brokers.ib.tests import messages
from trading.brokers.ib.tests.messages import Listed, frame

if TYPE_CHECKING:
    from trading.brokers.ib.tests.gateway import Peer

EXAMPLE = Listed(76792991, "EXMP")
TWINS = (Listed(11, "TWIN", home="NYSE"), Listed(12, "TWIN", home="ARCA"))
EURO = Listed(12087792, "EUR", "CASH", exchange="IDEALPRO", home="", local="EUR.USD", tick="0.00005", step="0.01")
FUTURE = Listed(495512557, "ES", "FUT", exchange="CME", home="", local="ESZ6", month="20261218", multiplier="50",
                tick="0.25")  # fmt: skip
GERMAN = Listed(14204, "SAP", currency="EUR", home="IBIS")


class Holdings:
    """The part of a gateway that has nothing to do with orders."""

    accounts: str
    currency: str
    delayed: bool

    def __init__(self) -> None:
        self.cash: dict[str, Decimal] = {}
        self.listed = [EXAMPLE, *TWINS, EURO, FUTURE, GERMAN]
        self.prices: dict[int, tuple[Decimal, Decimal]] = {}
        self.held: dict[tuple[str, int], Decimal] = {}

    def _on_summary(self, peer: Peer, fields: list[str]) -> None:
        number, parts = int(fields[2]), []
        for account in self.accounts.split(","):
            cash = self.cash.get(account, Decimal(100_000))
            for tag, value, currency in (
                ("AccountType", "INDIVIDUAL", ""), ("NetLiquidation", cash + 25, self.currency),
                ("MaintMarginReq", "1250.50", self.currency), ("ExcessLiquidity", cash - 1000, self.currency),
                ("UnrealizedPnL", "25.00", "BASE"), ("ExchangeRate", "1.00", self.currency),
                ("ExchangeRate", "1.0855", "EUR"),
            ):  # fmt: skip
                parts.append(frame(63, 1, number, account, tag, value, currency))
        peer.send(*parts, frame(64, 1, number))

    def _on_positions(self, peer: Peer, _fields: list[str]) -> None:
        parts = [
            messages.position(account, self._contract(con_id), volume, Decimal(101))
            for (account, con_id), volume in self.held.items()
        ]
        peer.send(*parts, frame(62, 1))

    def _on_portfolio(self, peer: Peer, fields: list[str]) -> None:
        subscribe, account = fields[2] == "1", fields[3]
        if subscribe:
            parts = [
                messages.portfolio(account, self._contract(con_id), volume, Decimal(102), Decimal(101))
                for (holder, con_id), volume in self.held.items()
                if holder == account
            ]
            peer.send(*parts, frame(54, 1, account))

    def _contract(self, con_id: int) -> Listed:
        return next(c for c in self.listed if c.con_id == con_id)

    def _on_details(self, peer: Peer, fields: list[str]) -> None:
        number, con_id, symbol, kind = int(fields[2]), int(fields[3]), fields[4], fields[5]
        currency, local, home = fields[12], fields[13], fields[11]
        found = [
            c for c in self.listed
            if (not con_id or c.con_id == con_id) and (not symbol or c.symbol == symbol)
            and (not kind or c.kind == kind) and (not currency or c.currency == currency)
            and (not local or (c.local or c.symbol) == local) and (not home or c.home == home)
        ]  # fmt: skip
        if not found:
            peer.send(messages.error(number, 200, "No security definition has been found for the request"))
        else:
            peer.send(*(messages.details(number, c) for c in found), frame(52, 1, number))

    def _on_prices(self, peer: Peer, fields: list[str]) -> None:
        number, con_id = int(fields[2]), int(fields[3])
        if con_id not in self.prices:
            peer.send(messages.error(number, 354, "Requested market data is not subscribed."))
            return
        bid, ask = self.prices[con_id]
        late = 65 if self.delayed else 0
        if self.delayed:
            words = "Requested market data is not subscribed. Displaying delayed market data."
            peer.send(messages.error(number, 10167, words))
        peer.send(frame(1, 6, number, 1 + late, bid, 100, 0), frame(1, 6, number, 2 + late, ask, 200, 0))
