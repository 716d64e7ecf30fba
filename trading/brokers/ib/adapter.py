"""Interactive Brokers through TWS or its gateway, behind the Protocol of all brokers."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from trading.brokers.base import Access, NotSent, Refused, Throttled, WrongAccount
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
from trading.brokers.ib import codes, holdings, lookup, orders, prices
from trading.brokers.ib.gateway import Gateway, forgotten, give_back, take
from trading.brokers.ib.line import Line
from trading.brokers.ib.manners import Manners, Where
from trading.brokers.ib.wire import Trouble

T = TypeVar("T")

CAPABILITIES = Capabilities(
    kinds=frozenset(OrderKind),
    times_in_force=frozenset(TimeInForce),
    hedging=False,
    replaces=True,
    brackets=False,
    reference_length=40,
    reference_alphabet="[!-~]",
    tells_cash=False,
    fills_days=1,
    lists_instruments=False,
    calls_per_second=Decimal(45),
    environments=frozenset({"live", "paper"}),
)
LATE = timedelta(days=1)  # a trade may be told long after it was made: fills() reaches so much further back


def connect(access: Access) -> IbBroker:
    """The account `access.login` at the gateway `access.address` (host:port). Nothing is waited for yet.

    Options: `client_ids` (7 or 7-12), `read_only`, `messages_per_second`, `time_zone`, `quiet_seconds`.
    """
    return IbBroker(access, take(_where(access), _manners(access)))


class IbBroker:
    """One account; the connection is the gateway's and is shared."""

    def __init__(self, access: Access, gateway: Gateway) -> None:
        self._access = access
        self._gateway = gateway
        self._let_go = weakref.finalize(self, forgotten, gateway)

    def __repr__(self) -> str:
        return f"<Interactive Brokers {self._access.login} at {self._access.address}>"

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    def account(self) -> AccountState:
        return self._ask(lambda line: holdings.account(line, self._access))

    def positions(self) -> Sequence[PositionState]:
        return self._ask(lambda line: holdings.positions(line, self._access.login))

    def orders(self) -> Sequence[OrderState]:
        return self._ask(lambda line: lookup.working(line, self._access.login))

    def order(self, reference: str) -> OrderState | None:
        return self._ask(lambda line: lookup.find(line, self._access.login, reference), cut=True)

    def fills(self, since: datetime) -> Sequence[FillState]:
        """Of the current day, or of the days that TWS's trade log shows; Flex statements bring the rest."""
        return self._ask(lambda line: holdings.fills(line, self._access, _earlier(since)), cut=True)

    def cash_operations(self, since: datetime) -> Sequence[CashState]:
        raise Refused("TWS tells of no deposits, dividends or fees; Flex statements bring them")

    def submit(self, request: OrderRequest) -> OrderState:
        if request.stop_loss is not None or request.take_profit is not None or request.closes:
            raise Refused("orders with a stop loss, a take profit or a position to close are not sent to this broker")
        if len(request.reference) > CAPABILITIES.reference_length or not request.reference.isascii():
            raise Refused(f"a reference is at most {CAPABILITIES.reference_length} plain characters")
        seconds = self._access.seconds
        return self._send(lambda line: orders.submit(line, self._access.login, request, seconds))

    def cancel(self, order_id: str) -> OrderState:
        seconds = self._access.seconds
        return self._send(lambda line: orders.cancel(line, self._access.login, order_id, seconds))

    def replace(self, order_id: str, change: Change) -> OrderState:
        if change.stop_loss is not None or change.take_profit is not None:
            raise Refused("orders of this broker carry no stop loss or take profit")
        seconds = self._access.seconds
        return self._send(lambda line: orders.replace(line, self._access.login, order_id, change, seconds))

    def instruments(self, symbols: Sequence[str] = ()) -> Sequence[Instrument]:
        if not symbols:
            raise Refused("Interactive Brokers lists no instruments; ask for them by name")
        return self._ask(lambda line: prices.listed(line, symbols))

    def quotes(self, symbols: Sequence[str]) -> Sequence[Quote]:
        return self._ask(lambda line: prices.quotes(line, symbols, self._access.seconds))

    def close(self) -> None:
        if self._let_go.detach() is not None:
            give_back(self._gateway)

    # ---- into the loop

    def _ask(self, work: Callable[[Line], Coroutine[Any, Any, T]], *, cut: bool = False) -> T:
        async def limited(line: Line) -> T:
            try:
                async with asyncio.timeout(self._access.seconds):
                    await self._checked(line, cut=cut)
                    return await work(line)
            except TimeoutError as late:
                raise NotSent(f"the gateway {self._access.address} did not answer in time") from late
            except ConnectionError as lost:
                raise NotSent(f"the gateway {self._access.address} is not reached: {lost}") from lost
            except Trouble as trouble:
                raise _as_error(trouble) from trouble

        return self._into(limited)

    def _send(self, work: Callable[[Line], Coroutine[Any, Any, OrderState]]) -> OrderState:
        async def checked(line: Line) -> OrderState:
            try:
                async with asyncio.timeout(self._access.seconds):
                    await self._checked(line, cut=False)
            except TimeoutError as late:
                raise NotSent(f"the gateway {self._access.address} did not answer in time") from late
            try:
                return await work(line)
            except Trouble as trouble:  # of a question on the way; what becomes of an order is no Trouble
                raise _as_error(trouble) from trouble

        return self._into(checked, changes=True)

    def _into(self, work: Callable[[Line], Coroutine[Any, Any, T]], *, changes: bool = False) -> T:
        """What changes something has its time limit twice: until the line stands, and then for the order."""
        if not self._let_go.alive:
            raise NotSent("this adapter was closed")
        return self._gateway.call(work, self._access.seconds * (2 if changes else 1), changes=changes)

    async def _checked(self, line: Line, *, cut: bool) -> None:
        session = await (line.session_even_cut() if cut else line.session())
        login, told = self._access.login, session.wire.accounts
        if login not in told:
            raise WrongAccount(f"the gateway {self._access.address} has {', '.join(told)}, not {login}")
        if self._access.environment in {"paper", "demo"} and not holdings.is_paper(login):
            raise WrongAccount(f"{login} is a live account, and a paper account was asked for")


def _as_error(trouble: Trouble) -> NotSent | Refused:
    code = str(trouble.code)
    if trouble.code == codes.TOO_FAST:
        return Throttled(trouble.words, code=code, seconds=1.0)
    if trouble.code in codes.NO_LINE or trouble.code == codes.LOST:
        return NotSent(trouble.words, code=code)
    return Refused(trouble.words, code=code)


def _earlier(since: datetime) -> datetime:
    return since - LATE if since.year > 1 else since


def _where(access: Access) -> Where:
    host, _, port = access.address.rpartition(":")
    first, _, last = access.options.get("client_ids", "7").partition("-")
    try:
        ids = tuple(range(int(first), int(last or first) + 1))
        where = Where(host.strip("[]"), int(port), ids)
    except ValueError as error:
        raise Refused(f"{access.address!r} is no host:port, or the client ids are no numbers") from error
    if not host or not 0 < where.port < 65_536 or not ids or len(ids) > 100 or ids[0] < 0:
        raise Refused(f"{access.address!r} is no host:port, or its client ids are no range of 1 to 100")
    return where


def _manners(access: Access) -> Manners:
    options = access.options
    try:
        return Manners(
            answer=access.seconds,
            quiet=float(options.get("quiet_seconds", "30")),
            messages_a_second=min(49, max(5, int(options.get("messages_per_second", "45")))),
            time_zone=options.get("time_zone", "UTC"),
            read_only=options.get("read_only", "") in {"yes", "true", "1"},
        )
    except ValueError as error:
        raise Refused(f"an option of {access.login} is no number: {error}") from error
