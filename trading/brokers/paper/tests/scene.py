"""The scene of the contract: books in memory, and the faults they can have."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from trading.brokers.base import Access, Broker, LoginRefused, NotSent, OutcomeUnknown
from trading.brokers.facts import AssetKind, Instrument, Quote
from trading.brokers.paper import connect
from trading.brokers.paper.memory import MemoryBook
from trading.domain.paper import book as verbs
from trading.domain.paper.values import Terms

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
INVENTED = Instrument(
    symbol="INVENTED", kind=AssetKind.FOREX, currency="USD", tick_size=Decimal("0.01"), volume_step=Decimal("0.01"),
    volume_min=Decimal("0.01"), multiplier=Decimal(100),
)  # fmt: skip


class FaultyBook(MemoryBook):
    """Loses answers, goes away, and answers for somebody else, when told to."""

    def __init__(self, *args) -> None:
        super().__init__(*args)
        self.away = self.loses = self.locked_out = False
        self.lies_as = ""

    def _listen(self) -> None:
        if self.away:
            raise NotSent("nobody keeps the books")
        if self.locked_out:
            raise LoginRefused("the books are closed to this login")

    def read(self):
        self._listen()
        return self._shown(self.state)

    @contextmanager
    def held(self):
        self._listen()
        with super().held() as state:
            yield self._shown(state)
        if self.loses:
            self.loses = False
            raise OutcomeUnknown("whether it was kept is not known")

    def _shown(self, state):
        return replace(state, terms=replace(state.terms, login=self.lies_as)) if self.lies_as else state


class PaperScene:
    login, currency, symbol, unknown_symbol, secret = "810001", "USD", "INVENTED", "NOSUCH", "never-shown-Passw0rd"
    step = INVENTED.volume_step

    def __init__(self, *, hedging: bool = True) -> None:
        self.hedging = hedging
        opened = verbs.open_book(Terms(login=self.login, currency=self.currency, hedging=hedging), AT)
        self.book = FaultyBook(opened, AT)
        self.write(lambda state, now: verbs.enlist(state, INVENTED, now))
        self.deposit("100000.00")

    def write(self, deed) -> None:
        self.book.clock += timedelta(seconds=1)
        with self.book.held() as state:
            self.book.save(*deed(state, self.book.clock))

    def broker(self) -> Broker:
        options = {"margin_mode": "hedge" if self.hedging else "netting"}
        access = Access(login=self.login, environment="paper", options=options, secrets={"password": self.secret})
        return connect(access, self.book)

    def price(self, bid, ask) -> None:
        quote = Quote(symbol=self.symbol, at=self.book.clock, bid=Decimal(bid), ask=Decimal(ask))
        self.write(lambda state, now: verbs.match(state, quote, now))

    def fill(self, order_id, volume, price) -> None:
        order = self.book.order(id=order_id)
        self.write(lambda state, now: verbs.execute(state, order, volume, Decimal(price), now))

    def deposit(self, amount) -> None:
        self.write(lambda state, now: verbs.deposit(state, Decimal(amount), now))

    def count_of(self, reference) -> int:
        order = self.book.order(reference=reference)
        return 1 if order else 0

    def lose_next_answer(self) -> None:
        self.book.loses = True

    def go_away(self) -> None:
        self.book.away = True

    def come_back(self) -> None:
        self.book.away = False

    def answer_for_another_account(self) -> None:
        self.book.lies_as = "999"

    def refuse_login(self) -> None:
        self.book.locked_out = True
