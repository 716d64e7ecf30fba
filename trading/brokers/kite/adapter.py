"""One account at Zerodha, asked through Kite Connect."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

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
from trading.brokers.kite import fields, grammar, instruments, placing, portfolio, reading, slices
from trading.brokers.kite.limits import DAY, INDIA, Kind
from trading.brokers.kite.line import Line
from trading.brokers.kite.settings import Settings, settings_of
from trading.brokers.rows import BadRow, Row, a_row, row_list
from trading.brokers.visit import Visit

QUOTES_A_CALL = 500
BELIEVED_SECONDS = 60.0  # that the token is this account's; a token's account does not change, a proxy in front may

CAPABILITIES = Capabilities(
    kinds=frozenset(OrderKind),
    times_in_force=frozenset({TimeInForce.DAY, TimeInForce.IOC}),
    hedging=False,
    replaces=True,
    brackets=False,
    reference_length=20,
    reference_alphabet="[0-9A-Za-z]",
    tells_cash=False,
    fills_days=1,
    calls_per_second=Decimal(10),
    orders_within=((400, 60), (5_000, 86_400)),
    environments=frozenset({"live"}),
)


def connect(access: Access) -> Broker:
    """An adapter for the account of `access`; nothing is asked before the first question.

    `login` is the client id, `secrets` hold `api_key`, `api_secret` and the day's `access_token` (login.py); `options`
    are those of settings.py. `address` is only given where it is not the vendor's.
    """
    return Kite(Line(access), access, settings_of(access.options))


class Kite:
    def __init__(self, line: Line, access: Access, settings: Settings) -> None:
        self._line, self._access, self._settings = line, access, settings
        self._believed_until = 0.0
        self._lists: dict[str, bytes] = {}
        self._listed_on = 0

    def __repr__(self) -> str:
        return f"Kite({self._access.login})"

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    def close(self) -> None:
        self._line.close()

    # ---- looking

    def account(self) -> AccountState:
        with self._question():
            return self._account(self._profile(), self._holdings(), self._net())

    def visit(self, since: datetime) -> Visit:
        """Everything with six questions instead of eleven: Kite counts them."""
        with self._question():
            profile, holdings, net = self._profile(), self._holdings(), self._net()
            account = self._account(profile, holdings, net)
            trades, book = self._trades_and_book()
            return Visit(
                account=account,
                positions=portfolio.positions(holdings, net),
                orders=_working(book),
                fills=_fills(trades, book, since),
                cash=None,
            )

    def _account(self, profile: Row, holdings: list[Row], net: list[Row]) -> AccountState:
        margins = a_row(self._line.ask("margins"), "margins")
        return portfolio.account(
            profile=profile, margins=margins, net=net, holdings=holdings, login=self._access.login,
            server=self._access.server,
        )  # fmt: skip

    def positions(self) -> Sequence[PositionState]:
        with self._question():
            self._believe()
            return portfolio.positions(self._holdings(), self._net())

    def orders(self) -> Sequence[OrderState]:
        with self._question():
            self._believe()
            return _working(self._book())

    def order(self, reference: str) -> OrderState | None:
        if not reading.REFERENCE.fullmatch(reference):
            return None  # nothing with this reference can have been sent from here
        with self._question():
            self._believe()
            return self._carrying(reference)

    def fills(self, since: datetime) -> Sequence[FillState]:
        with self._question():
            self._believe()
            return _fills(*self._trades_and_book(), since)

    def cash_operations(self, since: datetime) -> Sequence[CashState]:
        raise Refused("Kite tells nothing of money paid in or out; the ledger of Console has it", code="cash")

    def instruments(self, symbols: Sequence[str] = ()) -> Sequence[Instrument]:
        wanted = {symbol for symbol in symbols if grammar.is_known(symbol)}
        with self._question():
            if not symbols:
                return list(instruments.read(self._list("")))
            found: dict[str, Instrument] = {}
            for exchange in sorted({symbol.partition(":")[0] for symbol in wanted}):
                found |= {each.symbol: each for each in instruments.read(self._list(exchange), wanted)}
            return [found[symbol] for symbol in dict.fromkeys(symbols) if symbol in found]

    def quotes(self, symbols: Sequence[str]) -> Sequence[Quote]:
        asked = [symbol for symbol in dict.fromkeys(symbols) if grammar.is_known(symbol)]
        found: list[Quote | None] = []
        with self._question():
            for start in range(0, len(asked), QUOTES_A_CALL):
                names = asked[start : start + QUOTES_A_CALL]
                told = a_row(self._line.ask("quote", names, kind=Kind.QUOTE), "quotes")
                found += [reading.quote(name, a_row(told[name], name)) for name in names if name in told]
        return [quote for quote in found if quote is not None]

    # ---- changing

    def submit(self, request: OrderRequest) -> OrderState:
        arguments = placing.arguments(request, self._settings)
        with self._question():
            self._believe()
        sliced = self._settings.slices(request.volume)
        call = "place_autoslice_order" if sliced else "place_order"
        answer = self._line.ask(call, kind=Kind.ORDER, changes=True, options=arguments)
        number, refused = placing.slices_told(answer) if sliced else (placing.number_told(answer), [])
        words = f"not sent in part: {'; '.join(dict.fromkeys(refused))}"[:400] if refused else ""
        try:
            state = self._sliced(request.reference) if sliced else self._now(number)
        except (BrokerError, ValueError):
            return placing.as_told(request, number, words)
        return replace(state, reference=request.reference, reason=words or state.reason)

    def cancel(self, order_id: str) -> OrderState:
        with self._question():
            self._believe()
            rows = self._rows_of(order_id)
            over = [reading.order(row).status.is_over for row in rows]
        for row, is_over in zip(rows, over, strict=True):
            # One that is over is asked for all the same, so that Kite says why not; of slices, those that still work.
            if not is_over or all(over):
                self._line.ask("cancel_order", _variety(row), fields.name(row, "order_id"), changes=True)
        return self._after(rows, order_id)

    def replace(self, order_id: str, change: Change) -> OrderState:
        with self._question():
            self._believe()
            rows = self._rows_of(order_id)
            told = placing.changed(change, reading.order(rows[0]))
        if len(rows) > 1:
            raise Refused("an order in slices is not changed; cancel it and send another", code="slices")
        if told:
            number = fields.name(rows[0], "order_id")
            self._line.ask("modify_order", _variety(rows[0]), number, kind=Kind.ORDER, changes=True, options=told)
        return self._after(rows, order_id)

    # ---- what Kite shows

    @contextmanager
    def _question(self) -> Iterator[None]:
        """The time limit begins; what cannot be read is no answer, and may be asked again."""
        self._line.begin()
        try:
            yield
        except ValueError as error:
            raise NotSent(f"Kite's answer cannot be read: {error}", code="answer") from None

    def _profile(self) -> Row:
        profile = a_row(self._line.ask("profile"), "profile")
        answered = fields.name(profile, "user_id")
        if answered != self._access.login:
            self._believed_until = 0.0
            raise WrongAccount(f"the day's token is of {answered}, not of {self._access.login}", code="account")
        self._believed_until = time.monotonic() + BELIEVED_SECONDS
        return profile

    def _believe(self) -> None:
        if time.monotonic() >= self._believed_until:
            self._profile()

    def _net(self) -> list[Row]:
        return row_list(a_row(self._line.ask("positions"), "positions").get("net"), "net positions")

    def _holdings(self) -> list[Row]:
        return row_list(self._line.ask("holdings"), "holdings")

    def _trades_and_book(self) -> tuple[list[Row], list[Row]]:
        """First the trades: the order of each of them is then surely in the book."""
        trades = row_list(self._line.ask("trades"), "trades")
        return trades, self._book()

    def _book(self) -> list[Row]:
        return row_list(self._line.ask("orders"), "orders")

    def _carrying(self, reference: str) -> OrderState | None:
        """The order with our tag. Two are one too many: nobody must take either of them for the one that was meant."""
        found = slices.joined([row for row in self._book() if reference in reading.tags(row)])
        if len(found) > 1:
            numbers = ", ".join(sorted(order.id for order in found))
            raise Refused(f"{len(found)} orders carry {reference}: {numbers}", code="duplicate")
        return replace(found[0], reference=reference) if found else None

    def _rows_of(self, order_id: str) -> list[Row]:
        """The order's row in the book, or its slices'; raises Refused if the day has no such order."""
        book = self._book()
        heads = slices.heads(book)
        numbers = [fields.name(row, "order_id") for row in book]
        rows = [row for row, number in zip(book, numbers, strict=True) if heads[number] == order_id]
        rows = rows or [row for row, number in zip(book, numbers, strict=True) if number == order_id]
        if not rows:
            raise Refused(f"there is no order {order_id[:40]!r} today", code="order")
        return rows

    def _sliced(self, reference: str) -> OrderState:
        found = self._carrying(reference)
        if found is None:
            raise NotSent("it is not in the book yet", code="answer")
        return found

    def _now(self, number: str) -> OrderState:
        """How one order stands, by its steps: a book of thousands is not read for it."""
        history = row_list(self._line.ask("order_history", number), "history", 10_000)
        state = reading.order(reading.newest(history))
        if state.id != number:
            raise BadRow(f"asked for order {number}, told of {state.id}")
        return state

    def _after(self, rows: Sequence[Row], order_id: str) -> OrderState:
        """How an order stands after a change that Kite has taken."""
        try:
            return slices.one([self._now(fields.name(row, "order_id")) for row in rows], order_id)
        except (BrokerError, ValueError) as error:
            raise OutcomeUnknown(f"it was asked for; how it stands could not be read: {error}", code="answer") from None

    # ---- the day's lists

    def _list(self, exchange: str) -> bytes:
        """The CSV of one exchange, or of all; fetched once in Kite's day."""
        today = int((time.time() + INDIA) // DAY)
        if today != self._listed_on:
            self._lists, self._listed_on = {}, today
        if exchange not in self._lists:
            told = self._line.ask("instruments", *([exchange] if exchange else []))
            if not isinstance(told, bytes):
                raise BadRow("the list of instruments is no CSV")
            self._lists[exchange] = told
        return self._lists[exchange]


def _working(book: list[Row]) -> list[OrderState]:
    return [order for order in slices.joined(book) if not order.status.is_over]


def _fills(trades: list[Row], book: list[Row], since: datetime) -> list[FillState]:
    """Oldest first; a slice's are those of its order."""
    heads = slices.heads(book)
    references = {fields.name(row, "order_id"): reading.reference(row) for row in book}
    found = {fill.id: fill for fill in (reading.fill(row, references) for row in trades)}
    told = [replace(fill, order_id=heads.get(fill.order_id, fill.order_id)) for fill in found.values()]
    return sorted((fill for fill in told if fill.at >= since), key=lambda fill: (fill.at, fill.id))


def _variety(row: Row) -> str:
    return fields.name(row, "variety", 16)
