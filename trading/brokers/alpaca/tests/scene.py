"""An account of its own on a scripted server, for the contract of all brokers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Any

from trading.brokers.alpaca import connect
from trading.brokers.alpaca.tests.market import Account
from trading.brokers.alpaca.tests.server import AlpacaServer
from trading.brokers.base import Access, Broker

_numbers = count(1001)


class AlpacaScene:
    symbol, unknown_symbol, currency = "INVT", "NOSUCH", "USD"
    step = Decimal(1)

    def __init__(self, server: AlpacaServer) -> None:
        self.server, self.market = server, server.market
        self.login = f"PA{next(_numbers)}"
        self.secret = f"never-shown-{self.login}"
        self.account = Account(self.login, self.secret)
        server.keys["PKINVENTED", self.secret] = self.account
        self._brokers: list[Broker] = []

    def access(self, **changed: Any) -> Access:
        here = f"http://127.0.0.1:{self.server.port}"
        plain = Access(
            login=self.login, address=here, environment="paper", currency="USD", seconds=5.0,
            options={"data_address": here}, secrets={"key_id": "PKINVENTED", "secret_key": self.secret},
        )  # fmt: skip
        return replace(plain, **changed)

    def broker(self, **changed: Any) -> Broker:
        self._brokers.append(connect(self.access(**changed)))
        return self._brokers[-1]

    def price(self, bid: str, ask: str) -> None:
        self.market.prices[self.symbol] = Decimal(bid), Decimal(ask)

    def fill(self, order_id: str, volume: Decimal, price: str) -> None:
        self.market.fill(self.account, order_id, volume, Decimal(price))

    def deposit(self, amount: str) -> None:
        self.market.pay(self.account, amount)

    def count_of(self, reference: str) -> int:
        return sum(sent.get("client_order_id") == reference for sent in self.account.ever)

    def lose_next_answer(self) -> None:
        def lost(handler, proceed):
            proceed()
            handler.hang_up()

        self.server.next("POST", "/v2/orders", lost)

    def go_away(self) -> None:
        self.server.stop()

    def come_back(self) -> None:
        old = self.server
        self.server = AlpacaServer(old.port, old.market)
        self.server.keys, self.server.liar = old.keys, old.liar

    def answer_for_another_account(self) -> None:
        self.server.liar = Account("PA0000", "")

    def refuse_login(self) -> None:
        self.server.keys.clear()

    def end(self) -> None:
        for broker in self._brokers:
            broker.close()
