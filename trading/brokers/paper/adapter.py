"""One paper account: every answer is read from its books, every order written into them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from trading.brokers.base import Access, Broker, NotSent, Refused, WrongAccount
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
from trading.brokers.paper.book import Book
from trading.domain.paper import book as verbs
from trading.domain.paper.pen import Outcome
from trading.domain.paper.reckoning import closing_price, figures, open_profit
from trading.domain.paper.values import Order, PaperRefusal, State

REFERENCE_LENGTH = 40


def connect(access: Access, book: Book) -> Broker:
    """An adapter for the account of `access`, whose books `book` keeps."""
    return Paper(access, book)


class Paper:
    def __init__(self, access: Access, book: Book) -> None:
        self._access, self._book = access, book

    def __repr__(self) -> str:
        return f"Paper({self._access.login})"

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            kinds=frozenset(OrderKind),
            times_in_force=frozenset(TimeInForce),
            hedging=self._access.options.get("margin_mode", "hedge") == "hedge",
            replaces=True,
            brackets=True,
            reference_length=REFERENCE_LENGTH,
            comes_late=False,
            environments=frozenset({"paper"}),
        )

    def close(self) -> None:
        """Nothing is held between two questions."""

    # ---- looking

    def account(self) -> AccountState:
        state = self._state()
        money, terms = figures(state), state.terms
        return AccountState(
            login=terms.login,
            server=terms.server,
            currency=terms.currency,
            environment="paper",
            balance=money.balance,
            equity=money.equity,
            open_profit=money.open_profit,
            margin=money.margin,
            free_margin=money.free_margin,
            leverage=terms.leverage,
        )

    def positions(self) -> Sequence[PositionState]:
        state = self._state()
        return [
            position.told(price=closing_price(state, position), profit=open_profit(state, position))
            for position in state.positions_in_turn()
        ]

    def orders(self) -> Sequence[OrderState]:
        return [order.told() for order in self._state().orders_in_turn()]

    def order(self, reference: str) -> OrderState | None:
        self._state()
        order = self._book.order(reference=reference)
        return order.told() if order else None

    def fills(self, since: datetime) -> Sequence[FillState]:
        self._state()
        return self._book.fills(since)

    def cash_operations(self, since: datetime) -> Sequence[CashState]:
        self._state()
        return self._book.cash(since)

    def instruments(self, symbols: Sequence[str] = ()) -> Sequence[Instrument]:
        listed = self._state().instruments
        return [listed[symbol] for symbol in symbols or sorted(listed) if symbol in listed]

    def quotes(self, symbols: Sequence[str]) -> Sequence[Quote]:
        seen = self._state().quotes
        return [seen[symbol] for symbol in symbols if symbol in seen]

    # ---- sending

    def submit(self, request: OrderRequest) -> OrderState:
        if len(request.reference) > REFERENCE_LENGTH:
            raise Refused(f"a reference has at most {REFERENCE_LENGTH} characters")
        with self._writing() as state:
            first = self._book.order(reference=request.reference)
            self._keep(state, verbs.place(state, request, self._book.now(), first=first))
            order = self._book.order(reference=request.reference)
        return _told(order)

    def cancel(self, order_id: str) -> OrderState:
        return self._at_order(order_id, lambda state, now: verbs.cancel(state, order_id, now))

    def replace(self, order_id: str, change: Change) -> OrderState:
        return self._at_order(order_id, lambda state, now: verbs.change(state, order_id, change, now))

    def _at_order(self, order_id: str, deed: Callable[[State, datetime], Outcome]) -> OrderState:
        with self._writing() as state:
            self._keep(state, deed(state, self._book.now()))
            order = self._book.order(id=order_id)
        return _told(order)

    # ---- the books

    def _state(self) -> State:
        """The state now: the nights that passed since it was kept are written first."""
        state = self._checked(self._book.read())
        if verbs.pass_time(state, self._book.now())[1]:
            with self._writing() as held:
                state, events = verbs.pass_time(held, self._book.now())
                self._keep(held, (state, events))
        return state

    @contextmanager
    def _writing(self) -> Iterator[State]:
        try:
            with self._book.held() as state:
                yield self._checked(state)
        except PaperRefusal as refused:
            raise Refused(str(refused)) from refused

    def _keep(self, before: State, outcome: Outcome) -> None:
        state, events = outcome
        if state is not before or events:
            self._book.save(state, events)

    def _checked(self, state: State) -> State:
        if state.terms.login != self._access.login:
            raise WrongAccount(f"the book of {state.terms.login} answered, not {self._access.login}'s")
        return state


def _told(order: Order | None) -> OrderState:
    if order is None:
        raise NotSent("the book kept no such order")
    return order.told()
