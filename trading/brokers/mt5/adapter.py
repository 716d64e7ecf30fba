"""One account of MetaTrader 5, asked through the bridge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from trading.brokers.base import Access, Broker, NotSent, OutcomeUnknown, Refused
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
from trading.brokers.mt5 import fields, placing, reading
from trading.brokers.mt5.instruments import instrument
from trading.brokers.mt5.references import LENGTH, magic_of
from trading.brokers.mt5.wire import Line
from trading.brokers.rows import BadRow, Row, a_row, row_list
from trading.brokers.visit import Visit

MOST_ROWS = 200_000
NAMES_A_CALL = 200

CAPABILITIES = Capabilities(
    kinds=frozenset(OrderKind),
    times_in_force=frozenset(TimeInForce),
    hedging=True,
    replaces=True,
    brackets=True,
    reference_length=LENGTH,
    reference_alphabet="[0-9A-Z]",
    environments=frozenset({"live", "demo", "contest"}),
)


def connect(access: Access) -> Broker:
    """An adapter for the account of `access`; nothing is asked before the first question.

    `address` is the bridge's, `secrets` hold `password` and `token`; `options` may name the `terminal` and a file with
    the `authority` that signed the bridge's certificate.
    """
    return MetaTrader5(Line(access), access)


class MetaTrader5:
    def __init__(self, line: Line, access: Access) -> None:
        self._line, self._access = line, access

    def __repr__(self) -> str:
        return f"MetaTrader5({self._access.login}, {self._access.server})"

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    def close(self) -> None:
        self._line.close()

    # ---- looking

    def account(self) -> AccountState:
        told = self._line.ask("account")
        with _believed():
            return reading.account(a_row(told.get("account"), "account"))

    def positions(self) -> Sequence[PositionState]:
        told = self._line.ask("positions")
        with _believed():
            return [reading.position(row) for row in row_list(told.get("positions"), "positions", MOST_ROWS)]

    def orders(self) -> Sequence[OrderState]:
        told = self._line.ask("orders")
        with _believed():
            return [reading.order(row) for row in row_list(told.get("orders"), "orders", MOST_ROWS)]

    def order(self, reference: str) -> OrderState | None:
        try:
            magic = magic_of(reference)
        except ValueError:
            return None  # nothing with this reference can have been sent from here
        told = self._line.ask("order", {"magic": magic})
        with _believed():
            return _order_in(told)

    def fills(self, since: datetime) -> Sequence[FillState]:
        return _history(self._deals(since))[0]

    def cash_operations(self, since: datetime) -> Sequence[CashState]:
        return _history(self._deals(since))[1]

    def visit(self, since: datetime) -> Visit:
        """Account, positions, orders and deals in one call: the terminal need not change accounts in between."""
        after = reading.seconds(since)
        told = self._line.ask("snapshot", {"since": after})
        with _believed():
            account = reading.account(a_row(told.get("account"), "account"))
            positions = [reading.position(row) for row in row_list(told.get("positions"), "positions", MOST_ROWS)]
            orders = [reading.order(row) for row in row_list(told.get("orders"), "orders", MOST_ROWS)]
        fills, cash = _history(self._pages(told, after))
        return Visit(account=account, positions=positions, orders=orders, fills=fills, cash=cash)

    def _deals(self, since: datetime) -> Iterator[list[Row]]:
        after = reading.seconds(since)
        return self._pages(self._line.ask("deals", {"since": after}), after)

    def _pages(self, told: Row, after: int) -> Iterator[list[Row]]:
        """The deals in `told` and those of the pages after it, each forgotten before the next is asked for."""
        while True:
            with _believed():
                deals = row_list(told.get("deals"), "deals", MOST_ROWS)
                following = None if told.get("next") is None else fields.whole(told, "next", after + 1)
            yield deals
            if following is None:
                return
            after = following
            told = self._line.ask("deals", {"since": after})

    def instruments(self, symbols: Sequence[str] = ()) -> Sequence[Instrument]:
        found: list[Instrument] = []
        for start in range(0, len(symbols), NAMES_A_CALL):
            found += self._symbols({"names": list(symbols[start : start + NAMES_A_CALL])})[0]
        after: int | None = None if symbols else 0
        while after is not None:
            page, after = self._symbols({"start": after})
            found += page
        return found

    def _symbols(self, arguments: dict[str, Any]) -> tuple[list[Instrument], int | None]:
        told = self._line.ask("symbols", arguments)
        with _believed():
            rows = row_list(told.get("symbols"), "symbols", MOST_ROWS)
            following = None if told.get("next") is None else fields.whole(told, "next", arguments.get("start", 0) + 1)
            return [instrument(row) for row in rows], following

    def quotes(self, symbols: Sequence[str]) -> Sequence[Quote]:
        found: list[Quote] = []
        for start in range(0, len(symbols), NAMES_A_CALL):
            told = self._line.ask("ticks", {"names": list(symbols[start : start + NAMES_A_CALL])})
            with _believed():
                found += [reading.quote(row) for row in row_list(told.get("ticks"), "ticks", MOST_ROWS)]
        return found

    # ---- changing

    def submit(self, request: OrderRequest) -> OrderState:
        told = self._line.ask("submit", placing.arguments(request))
        try:
            found = _order_in(told)
            return found if found is not None else placing.as_told(request, told)
        except (BadRow, ValueError) as error:
            raise OutcomeUnknown(f"it was taken, and the answer cannot be read: {error}", code="answer") from None

    def check(self, request: OrderRequest) -> None:
        """Ask whether the broker would take it, without sending it; raises Refused if not."""
        told = self._line.ask("check", placing.arguments(request))
        with _believed():
            code, words = fields.whole(told, "retcode"), fields.text(told, "words")
        if code:
            raise Refused(words, code=str(code))

    def cancel(self, order_id: str) -> OrderState:
        return self._changed("cancel", {"ticket": placing.ticket(order_id)})

    def replace(self, order_id: str, change: Change) -> OrderState:
        if change.volume is not None:
            raise Refused("MetaTrader 5 changes no order's volume; cancel it and send another", code="volume")
        arguments: dict[str, Any] = {"ticket": placing.ticket(order_id)}
        if change.limit_price is not None or change.stop_price is not None:
            arguments |= self._prices(arguments["ticket"], change)
        for name, value in (("sl", change.stop_loss), ("tp", change.take_profit)):
            if value is not None:
                arguments[name] = f"{value:f}"
        return self._changed("modify", arguments)

    def _prices(self, ticket: int, change: Change) -> dict[str, str]:
        """Which of the platform's two prices is meant depends on the order."""
        told = self._line.ask("order", {"ticket": ticket})
        with _believed():
            order = _order_in(told)
        if order is None:
            raise Refused("there is no such order", code="10013")
        stop_limit = order.kind is OrderKind.STOP_LIMIT
        places = {"limit_price": "stoplimit" if stop_limit else "price", "stop_price": "price"}
        wanted = {"limit_price": change.limit_price, "stop_price": change.stop_price}
        if any(value is not None and getattr(order, name) is None for name, value in wanted.items()):
            raise Refused(f"a {order.kind} order has no such price", code="10015")
        return {places[name]: f"{value:f}" for name, value in wanted.items() if value is not None}

    def _changed(self, operation: str, arguments: dict[str, Any]) -> OrderState:
        told = self._line.ask(operation, arguments)
        try:
            found = _order_in(told)
        except (BadRow, ValueError) as error:
            raise OutcomeUnknown(f"it was done, and the answer cannot be read: {error}", code="answer") from None
        if found is None:
            raise OutcomeUnknown("it was done, and the order cannot be seen yet", code="answer")
        return found


@contextmanager
def _believed() -> Iterator[None]:
    """What cannot be read is no answer; a question may be asked again."""
    try:
        yield
    except ValueError as error:
        raise NotSent(f"the bridge's answer cannot be read: {error}", code="answer") from None


def _history(pages: Iterable[list[Row]]) -> tuple[list[FillState], list[CashState]]:
    """Each deal once, by its ticket, oldest first."""
    fills: dict[str, FillState] = {}
    cash: dict[str, CashState] = {}
    for deals in pages:
        with _believed():
            fills |= {fill.id: fill for fill in reading.fills(deals)}
            cash |= {operation.id: operation for operation in reading.cash(deals)}
    return (
        sorted(fills.values(), key=lambda fill: (fill.at, int(fill.id))),
        sorted(cash.values(), key=lambda operation: (operation.at, int(operation.id))),
    )


def _order_in(told: Row) -> OrderState | None:
    if told.get("order") is None:
        return None
    return reading.order(a_row(told["order"], "order"), row_list(told.get("deals"), "deals", MOST_ROWS))
