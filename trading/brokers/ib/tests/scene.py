"""Interactive Brokers' side of the tests that every adapter must pass."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from trading.brokers.base import Access
from trading.brokers.ib import IbBroker, connect
from trading.brokers.ib.tests.gateway import ScriptedGateway
from trading.brokers.ib.tests.gateway_holdings import EXAMPLE


class IbScene:
    login = "U1234567"
    currency = "USD"
    symbol = "EXMP"
    unknown_symbol = "NOSUCH"
    step = Decimal(1)
    secret = "s3cr3t-of-the-gateway"

    def __init__(self, gateway: ScriptedGateway) -> None:
        self.gateway = gateway

    def access(self, **changed: Any) -> Access:
        plain = Access(
            login=self.login,
            address=f"127.0.0.1:{self.gateway.port}",
            currency=self.currency,
            seconds=6.0,  # machines that test are busy, and may pause
            options={"client_ids": "7-9"},
            secrets={"password": self.secret},
        )
        return replace(plain, **changed)

    def broker(self, **changed: Any) -> IbBroker:
        return connect(self.access(**changed))

    def price(self, bid: str, ask: str) -> None:
        self.gateway.do(lambda: self.gateway.prices.update({EXAMPLE.con_id: (Decimal(bid), Decimal(ask))}))

    def fill(self, order_id: str, volume: Decimal, price: str) -> None:
        self.gateway.fill(int(order_id), volume, price)

    def deposit(self, amount: str) -> None:
        def come() -> None:
            self.gateway.cash[self.login] = self.gateway.cash.get(self.login, Decimal(100_000)) + Decimal(amount)

        self.gateway.do(come)

    def count_of(self, reference: str) -> int:
        return len([fields for fields in self.gateway.messages_of(3) if fields[26] == reference])

    def lose_next_answer(self) -> None:
        self.gateway.swallow_orders = 1

    def go_away(self) -> None:
        self.gateway.go_away()

    def come_back(self) -> None:
        self.gateway.listen()

    def answer_for_another_account(self) -> None:
        """As when somebody logs the gateway in anew: it starts again, with other accounts."""
        self.gateway.accounts = "U7654321"
        self.gateway.drop()

    def refuse_login(self) -> None:
        self.gateway.greeting_error = (10141, "Paper trading disclaimer must first be accepted for API connection.")
