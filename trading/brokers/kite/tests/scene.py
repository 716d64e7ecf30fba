"""A client of its own on a scripted server, for the contract of all brokers."""

from __future__ import annotations

from decimal import Decimal
from itertools import count

from trading.brokers.base import Access, Broker
from trading.brokers.facts import TimeInForce
from trading.brokers.kite import connect
from trading.brokers.kite.tests.server import API_KEY, API_SECRET, KiteServer

_clients = count(1001)


class KiteScene:
    symbol, unknown_symbol, currency = "NSE:INVENTED", "NSE:NOSUCH", "INR"
    step, time_in_force = Decimal(1), TimeInForce.DAY

    def __init__(self, server: KiteServer) -> None:
        self.server, self.market = server, server.market
        self.login = f"XX{next(_clients)}"
        self.client = self.market.client(self.login)
        self.secret = f"never-shown-{self.login}"
        server.tokens[self.secret] = self.login
        self._brokers: list[Broker] = []

    def broker(self, *, seconds: float = 5.0, **options: str) -> Broker:
        self._brokers.append(connect(self.access(seconds=seconds, **options)))
        return self._brokers[-1]

    def access(self, *, seconds: float = 5.0, **options: str) -> Access:
        return Access(
            login=self.login, address=f"http://127.0.0.1:{self.server.port}", seconds=seconds, options=options,
            secrets={"api_key": API_KEY, "api_secret": API_SECRET, "access_token": self.secret},
        )  # fmt: skip

    def price(self, bid: str, ask: str) -> None:
        for listed in self.market.listed.values():
            listed.bid, listed.ask = float(bid), float(ask)

    def fill(self, order_id: str, volume: Decimal, price: str) -> None:
        self.market.fill(self.client, order_id, int(volume), float(price))

    def deposit(self, amount: str) -> None:
        self.client.cash += float(amount)

    def count_of(self, reference: str) -> int:
        return sum(sent.get("tag") == reference for sent in self.client.ever)

    def lose_next_answer(self) -> None:
        def lost(handler, proceed):
            proceed()
            handler.hang_up()

        self.server.next("POST", "/orders/", lost)

    def go_away(self) -> None:
        self.server.stop()

    def come_back(self) -> None:
        old = self.server
        self.server = KiteServer(old.port, old.market)
        self.server.tokens, self.server.liars = old.tokens, old.liars

    def answer_for_another_account(self) -> None:
        self.server.liars[self.login] = "XX0000"

    def refuse_login(self) -> None:
        self.server.tokens.pop(self.secret)

    def end(self) -> None:
        for broker in self._brokers:
            broker.close()
