"""One account at Alpaca, asked through its trading interface."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from urllib.parse import quote as quoted

from trading.brokers.alpaca import activities, fields, instruments, names, placing, reading
from trading.brokers.alpaca.line import Line
from trading.brokers.alpaca.orders import Orders
from trading.brokers.base import Access, Broker, BrokerError, NotSent, OutcomeUnknown, Refused, WrongAccount
from trading.brokers.capabilities import Capabilities
from trading.brokers.facts import (
    AccountState,
    CashState,
    Change,
    FillState,
    Instrument,
    OrderKind,
    OrderRequest,
    OrderState,
    PositionState,
    Quote,
    TimeInForce,
)
from trading.brokers.rows import BadRow, Row, a_row, row_list
from trading.brokers.visit import Visit

BELIEVED_SECONDS = 60.0  # that the keys are this account's; an account's keys do not change, a proxy in front may
QUOTES_A_CALL = 200
FEEDS = frozenset({"iex", "sip", "delayed_sip"})

CAPABILITIES = Capabilities(
    kinds=frozenset(OrderKind),
    times_in_force=frozenset(TimeInForce),
    hedging=False,
    replaces=False,
    brackets=False,
    reference_length=48,
    reference_alphabet="[0-9A-Za-z]",
    calls_per_second=Decimal("3.3"),
    environments=frozenset({"live", "paper"}),
)


def connect(access: Access) -> Broker:
    """An adapter for the account of `access`; nothing is asked before the first question.

    `login` is the account's number, `secrets` hold `key_id` and `secret_key`; `options` may name the `feed` of prices
    (iex, sip, delayed_sip) and its `data_address`. `address` is only given where it is not the vendor's.
    """
    feed = access.options.get("feed") or "iex"
    if feed not in FEEDS:
        raise Refused(f"feed is one of {', '.join(sorted(FEEDS))}, not {feed[:40]!r}", code="options")
    return Alpaca(Line(access), access, feed)


class Alpaca:
    def __init__(self, line: Line, access: Access, feed: str) -> None:
        self._line, self._access, self._feed = line, access, feed
        self._believed_until = 0.0
        self._orders = Orders(line)

    def __repr__(self) -> str:
        return f"Alpaca({self._access.login})"

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    def close(self) -> None:
        self._line.close()

    # ---- looking

    def account(self) -> AccountState:
        with self._question():
            return reading.account(self._account(), self._positions(), server=self._access.server)

    def visit(self, since: datetime) -> Visit:
        """Everything with four questions; trades after orders, so that whose they are is known."""
        with self._question():
            told, held, orders = self._account(), self._positions(), self._open_orders()
            fills, cash = self._fills(since), self._cash(since)
            return Visit(
                account=reading.account(told, held, server=self._access.server),
                positions=[reading.position(row) for row in held],
                orders=orders,
                fills=fills,
                cash=cash,
            )

    def positions(self) -> Sequence[PositionState]:
        with self._question():
            self._believe()
            return [reading.position(row) for row in self._positions()]

    def orders(self) -> Sequence[OrderState]:
        with self._question():
            self._believe()
            return self._open_orders()

    def order(self, reference: str) -> OrderState | None:
        if not names.REFERENCE.fullmatch(reference):
            return None  # nothing with this reference can have been sent from here
        with self._question():
            self._believe()
            told = self._line.find(f"/v2/orders:by_client_order_id?client_order_id={reference}")
            return _our_order(told, reference) if told is not None else None

    def fills(self, since: datetime) -> Sequence[FillState]:
        with self._question():
            self._believe()
            return self._fills(since)

    def cash_operations(self, since: datetime) -> Sequence[CashState]:
        """From some days before `since`: Alpaca tells of money by the day, and some of it late."""
        with self._question():
            self._believe()
            return self._cash(since)

    def instruments(self, symbols: Sequence[str] = ()) -> Sequence[Instrument]:
        with self._question():
            if not symbols:
                told = row_list(self._line.get("/v2/assets", {"status": "active"}), "assets")
            else:
                wanted = [symbol for symbol in dict.fromkeys(symbols) if names.is_known(symbol)]
                told = [row for symbol in wanted if (row := self._line.find(_asset(symbol))) is not None]
            found = (instruments.instrument(row) for row in told)
            return [each for each in found if each is not None]

    def quotes(self, symbols: Sequence[str]) -> Sequence[Quote]:
        asked = [symbol for symbol in dict.fromkeys(symbols) if names.is_known(symbol)]
        found: list[Quote | None] = []
        with self._question():
            for start in range(0, len(asked), QUOTES_A_CALL):
                part = asked[start : start + QUOTES_A_CALL]
                told = self._newest([name for name in part if not names.is_coin(name)], "/v2/stocks/quotes/latest")
                told |= self._newest([name for name in part if names.is_coin(name)], "/v1beta3/crypto/us/latest/quotes")
                late = self._feed == "delayed_sip"
                found += [
                    reading.quote(name, a_row(told[name], name), delayed=late and not names.is_coin(name))
                    for name in part
                    if name in told
                ]
        return [quote for quote in found if quote is not None]

    # ---- changing

    def submit(self, request: OrderRequest) -> OrderState:
        body = placing.body(request)
        with self._question():
            self._believe()
        told = self._line.post("/v2/orders", body)
        try:
            state = _our_order(told, request.reference)
        except (BrokerError, ValueError) as error:
            raise OutcomeUnknown(f"it was sent, and the answer cannot be read: {error}", code="answer") from None
        if state is None or (state.symbol, state.side) != (request.symbol, request.side):
            raise OutcomeUnknown("it was sent, and the answer is of another order", code="answer")
        return state

    def cancel(self, order_id: str) -> OrderState:
        if not names.NUMBER.fullmatch(order_id):
            raise Refused(f"{order_id[:40]!r} is no order's number", code="order")
        with self._question():
            self._believe()
        self._line.delete(f"/v2/orders/{order_id}")
        try:
            told = a_row(self._line.get(f"/v2/orders/{order_id}"), "order")
            state = reading.order(told)
            if state is None or state.id != order_id:
                raise BadRow("the answer is of another order")
        except (BrokerError, ValueError) as error:
            raise OutcomeUnknown(f"it was asked for; how it stands could not be read: {error}", code="answer") from None
        return state

    def replace(self, order_id: str, change: Change) -> OrderState:
        raise Refused("Alpaca puts another order in an order's place; cancel it and send another", code="replace")

    # ---- what Alpaca shows

    @contextmanager
    def _question(self) -> Iterator[None]:
        """The time limit begins; what cannot be read is no answer, and may be asked again."""
        self._line.begin()
        try:
            yield
        except ValueError as error:
            raise NotSent(f"Alpaca's answer cannot be read: {error}", code="answer") from None

    def _account(self) -> Row:
        told = a_row(self._line.get("/v2/account"), "account")
        number = fields.name(told, "account_number", 40)
        self._believed_until = 0.0
        if number != self._access.login:
            raise WrongAccount(f"the keys are of {number}, not of {self._access.login}", code="account")
        if self._access.environment == "paper" and not reading.is_paper(number):
            raise WrongAccount(f"{number} is a live account, and a paper account was asked for", code="account")
        self._believed_until = time.monotonic() + BELIEVED_SECONDS
        return told

    def _believe(self) -> None:
        if time.monotonic() >= self._believed_until:
            self._account()

    def _positions(self) -> list[Row]:
        return row_list(self._line.get("/v2/positions"), "positions")

    def _open_orders(self) -> list[OrderState]:
        found = {order.id: order for row in self._orders.listed("open") if (order := reading.order(row)) is not None}
        return [order for order in found.values() if not order.status.is_over]

    def _fills(self, since: datetime) -> list[FillState]:
        told = list(activities.trades_since(self._line, since))
        references = self._orders.references(told)
        found = {fill.id: fill for fill in (reading.fill(row, references) for row in told)}
        return sorted((fill for fill in found.values() if fill.at >= since), key=lambda fill: (fill.at, fill.id))

    def _cash(self, since: datetime) -> list[CashState]:
        told = activities.money_since(self._line, since)
        found = {operation.id: operation for row in told if (operation := activities.cash(row)) is not None}
        return sorted(found.values(), key=lambda operation: (operation.at, operation.id))

    def _newest(self, symbols: Sequence[str], path: str) -> dict[str, object]:
        if not symbols:
            return {}
        asked = {"symbols": ",".join(symbols)} | ({"feed": self._feed} if path.startswith("/v2/stocks") else {})
        told = a_row(self._line.price(path, asked), "prices")
        return dict(a_row(told.get("quotes") or {}, "quotes"))


def _our_order(told: object, reference: str) -> OrderState | None:
    row = a_row(told, "order")
    if names.reference(row) != reference:
        raise BadRow("the answer is of another order")
    state = reading.order(row)
    if state is None:
        raise BadRow("the answer has no size")
    return state


def _asset(symbol: str) -> str:
    return f"/v2/assets/{quoted(symbol, safe='')}"
