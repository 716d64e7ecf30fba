"""What ib_async's client calls for each message of TWS: answers go to the question that waits, the rest into the book.

In the place of the library's own wrapper, whose orders end for ever with an error that is none and whose lists grow as
long as it lives (docs/adr/0038). Everything here runs in the loop of the connection and returns at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from typing import Any

from trading.brokers.ib import codes, reading
from trading.brokers.ib.book import Book
from trading.brokers.ib.entry import Entry, Numbers

logger = logging.getLogger(__name__)

OPEN_ORDERS, COMPLETED_ORDERS, POSITIONS, CLOCK = "open orders", "completed orders", "positions", "clock"


class Trouble(Exception):
    """TWS answered a question with a code."""

    def __init__(self, code: int, words: str) -> None:
        self.code, self.words = code, words
        super().__init__(f"{words} ({code})")


@dataclass(eq=False)
class Question:
    answer: asyncio.Future[list[Any]]
    rows: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class News:
    """Something that was told of one order of ours, for whoever waits for it."""

    what: str  # order, status, execution, error, lost
    code: int = 0
    words: str = ""


class Wire:
    """The ear of one connection; `client_id` is its number at TWS."""

    TimezoneTWS: Any = "UTC"

    def __init__(self, book: Book, client_id: int, on_code: Callable[[int, str], None], on_gone: Callable[[], None]):
        self.ib = self  # the library's decoder looks here for the time zone
        self.defaultTimezone: tzinfo = UTC
        self.book = book
        self.client_id = client_id
        self.accounts: tuple[str, ...] = ()
        self.watches: dict[int, asyncio.Queue[News]] = {}
        self.commissions: OrderedDict[str, tuple[Decimal, str, Decimal]] = OrderedDict()
        self.on_order_id: Callable[[int], None] = lambda _order_id: None
        self._questions: dict[Hashable, Question] = {}
        self._on_code = on_code
        self._on_gone = on_gone

    # ---- questions

    def ask(self, key: Hashable) -> Question:
        question = Question(asyncio.get_running_loop().create_future())
        self._questions[key] = question
        return question

    def forget(self, key: Hashable, question: Question) -> None:
        if self._questions.get(key) is question:
            del self._questions[key]

    def _row(self, key: Hashable, row: object) -> None:
        if question := self._questions.get(key):
            question.rows.append(row)

    def _end(self, key: Hashable) -> None:
        question = self._questions.pop(key, None)
        if question and not question.answer.done():
            question.answer.set_result(question.rows)

    def fail_open_questions(self, trouble: Trouble) -> None:
        """A gateway that only reads leaves the questions for orders without an end."""
        for key in (OPEN_ORDERS, COMPLETED_ORDERS):
            self._fail(key, trouble)

    def _fail(self, key: Hashable, error: Exception) -> bool:
        question = self._questions.pop(key, None)
        if question and not question.answer.done():
            question.answer.set_exception(error)
        return question is not None

    # ---- the line

    def connectAck(self) -> None:  # noqa: N802
        """TWS greeted; nothing to do."""

    def setEventsDone(self) -> None:  # noqa: N802
        """Of the library's own events; we have none."""

    def connectionClosed(self) -> None:  # noqa: N802
        self.close("the socket to the gateway was closed")
        self._on_gone()

    def close(self, words: str) -> None:
        for key in list(self._questions):
            self._fail(key, ConnectionError(words))
        self.tell_all(News("lost", words=words))

    def tell_all(self, news: News) -> None:
        for watch in self.watches.values():
            watch.put_nowait(news)

    def managedAccounts(self, names: str) -> None:  # noqa: N802
        self.accounts = tuple(name for name in names.split(",") if name)

    def currentTime(self, seconds: int) -> None:  # noqa: N802
        self._row(CLOCK, seconds)
        self._end(CLOCK)

    def error(self, number: int, code: int, words: str, _json: str = "") -> None:
        entry = self.book.by_order(self.client_id, number) if number > 0 else None
        if number > 0 and number in self._questions:
            if code not in codes.ASIDES:
                self._fail(number, Trouble(code, words))
        elif number in self.watches:
            self._note(entry, code, words)
            self.watches[number].put_nowait(News("error", code, words))
        elif entry is not None:
            self._note(entry, code, words)
            if code == codes.CANCELLED:
                entry.told("Cancelled", None, None)
        if code == codes.TOO_FAST or number <= 0 or entry is None:
            self._on_code(code, words)

    def _note(self, entry: Entry | None, code: int, words: str) -> None:
        if entry is not None and code not in codes.NOT_CANCELLABLE:
            entry.reason = f"{words} ({code})"
            refused = codes.verdict(code) is codes.Verdict.REFUSED and not (entry.executions or entry.works)
            if refused or code == codes.REJECTED:  # that may come when it was thought to work
                entry.refused = True
            elif code == codes.CANCELLED:
                entry.refused = False

    # ---- orders

    def watch(self, order_id: int) -> asyncio.Queue[News]:
        self.watches[order_id] = asyncio.Queue()
        return self.watches[order_id]

    def openOrder(self, order_id: int, contract: Any, order: Any, state: Any) -> None:  # noqa: N802
        if order.whatIf:
            return
        numbers = Numbers(order.permId, order.clientId, order_id, order.account, order.orderRef)
        entry = self.book.entry(numbers)
        entry.terms = reading.terms(contract, order) or entry.terms
        entry.told(state.status, None, None)
        if order.clientId == self.client_id:
            self.on_order_id(order_id)
        self._row(OPEN_ORDERS, entry)
        self._news(entry, "order")

    def openOrderEnd(self) -> None:  # noqa: N802
        self._end(OPEN_ORDERS)

    def completedOrder(self, contract: Any, order: Any, state: Any) -> None:  # noqa: N802
        entry = self.book.entry(Numbers(order.permId, 0, 0, order.account, order.orderRef))
        entry.terms = reading.terms(contract, order) or entry.terms
        filled = reading.amount(order.filledQuantity)
        entry.told(state.status, filled, entry.told_average)
        if state.status == "Inactive":
            entry.refused = True  # over, so it is not held
        entry.reason = entry.reason or (state.completedStatus if state.status != "Filled" else "")
        entry.done_at = reading.moment(state.completedTime) or entry.done_at
        self._row(COMPLETED_ORDERS, entry)

    def completedOrdersEnd(self) -> None:  # noqa: N802
        self._end(COMPLETED_ORDERS)

    def orderStatus(  # noqa: N802
        self, order_id: int, status: str, filled: float, _remaining: float, average: float, perm_id: int,
        _parent: int, _last: float, client_id: int, why_held: str, _cap: float = 0.0,
    ) -> None:  # fmt: skip
        known = self.book.by_order(client_id, order_id) if order_id > 0 else None
        if known is None and not perm_id:
            return  # of an order that was never told: nothing to hang it on
        entry = self.book.entry(Numbers(perm_id, client_id, order_id, known.numbers.account if known else ""))
        entry.told(status, reading.amount(filled), reading.amount(average))
        if why_held:
            entry.reason = f"held: {why_held}"
        self._news(entry, "status")

    def execDetails(self, number: int, contract: Any, told: Any) -> None:  # noqa: N802
        execution = reading.execution(contract, told)
        entry = self.book.execute(execution)
        self._row(number, execution)
        self._news(entry, "execution")

    def execDetailsEnd(self, number: int) -> None:  # noqa: N802
        self._end(number)

    def commissionReport(self, report: Any) -> None:  # noqa: N802
        profit = reading.amount(report.realizedPNL) or Decimal(0)
        self.commissions[report.execId] = (reading.amount(report.commission) or Decimal(0), report.currency, profit)
        while len(self.commissions) > 20_000:
            self.commissions.popitem(last=False)

    def orderBound(self, *_numbers: int) -> None:  # noqa: N802
        """An order made by hand got a number; its openOrder tells it too."""

    def _news(self, entry: Entry, what: str) -> None:
        numbers = entry.numbers
        if numbers.client_id == self.client_id and (watch := self.watches.get(numbers.order_id)):
            watch.put_nowait(News(what))

    # ---- money and holdings

    def accountSummary(self, number: int, account: str, tag: str, value: str, currency: str) -> None:  # noqa: N802
        self._row(number, (account, tag.removeprefix("$LEDGER-"), value, currency))

    def accountSummaryEnd(self, number: int) -> None:  # noqa: N802
        self._end(number)

    def position(self, account: str, contract: Any, volume: float, average: float) -> None:
        self._row(POSITIONS, (account, contract, volume, average))

    def positionEnd(self) -> None:  # noqa: N802
        self._end(POSITIONS)

    def updatePortfolio(  # noqa: N802
        self, contract: Any, volume: float, price: float, _value: float, _average: float, profit: float,
        _realised: float, account: str,
    ) -> None:  # fmt: skip
        self._row(("portfolio", account), (contract.conId, volume, price, profit))

    def accountDownloadEnd(self, account: str) -> None:  # noqa: N802
        self._end(("portfolio", account))

    # ---- instruments and prices

    def contractDetails(self, number: int, details: Any) -> None:  # noqa: N802
        self._row(number, details)

    bondContractDetails = contractDetails  # noqa: N815

    def contractDetailsEnd(self, number: int) -> None:  # noqa: N802
        self._end(number)

    def priceSizeTick(self, number: int, tick: int, price: float, size: float) -> None:  # noqa: N802
        self._row(number, (tick, price, size))
        if question := self._questions.get(number):
            told = {reading.PRICES.get(tick) for tick, _, _ in question.rows}
            if {"bid", "ask"} <= told:
                self._end(number)

    def tickSnapshotEnd(self, number: int) -> None:  # noqa: N802
        self._end(number)

    def tickOptionComputation(self, *_values: float) -> None:  # noqa: N802
        """Greeks come with an option's prices; nobody asks for them here."""


def now() -> datetime:
    return datetime.now(UTC)
