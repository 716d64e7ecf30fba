"""What TWS says after an order, a cancel or a change was written, and when that is an answer."""

from __future__ import annotations

import asyncio

from trading.brokers.base import NotSent, Refused, Throttled
from trading.brokers.facts import OrderState
from trading.brokers.ib import codes
from trading.brokers.ib.codes import Verdict, verdict
from trading.brokers.ib.entry import Entry, Terms
from trading.brokers.ib.sending import Sending, unknown
from trading.brokers.ib.session import Session
from trading.brokers.ib.wire import News

WORDS_FOLLOW = 0.3  # seconds between a status and the code that explains it


async def first_answer(sending: Sending, entry: Entry, watch: asyncio.Queue[News]) -> OrderState:
    while True:
        news = await watch.get()
        if news.what == "lost":
            raise unknown(news)
        if news.what == "error" and (state := _by_code(sending, entry, news)):
            return state
        if entry.acknowledged and (state := entry.state()):
            if entry.status in {"Inactive", "Cancelled", "ApiCancelled"} and not entry.refused and not state.filled:
                await _words(sending, watch, entry)
            if entry.refused and not entry.filled:
                raise Refused(entry.reason)
            return entry.state() or state


def _by_code(sending: Sending, entry: Entry, news: News) -> OrderState | None:
    said = verdict(news.code)
    code = str(news.code)
    if said is Verdict.REFUSED and entry.refused:
        entry.told("Inactive", None, None)
        raise Refused(news.words, code=code)
    if said in {Verdict.NOT_SENT, Verdict.THROTTLED} and not entry.acknowledged:
        sending.written = False
        if said is Verdict.THROTTLED:
            raise Throttled(news.words, code=code, seconds=1.0)
        raise NotSent(news.words, code=code)
    if said is Verdict.CANCELLED:
        entry.told("Cancelled", None, None)
        return entry.state()
    if said is Verdict.UNFORESEEN:
        sending.heard = news
    return None


async def _words(sending: Sending, watch: asyncio.Queue[News], entry: Entry) -> None:
    """Why it ended at once: the code comes before or just after the status."""
    try:
        async with asyncio.timeout(WORDS_FOLLOW):
            while not entry.reason:
                news = await watch.get()
                if news.what == "error":
                    _by_code(sending, entry, news)
    except TimeoutError:
        pass


async def end_or_no(session: Session, entry: Entry, watch: asyncio.Queue[News]) -> OrderState:
    while True:
        news = await watch.get()
        if news.what == "lost":
            raise unknown(news)
        if news.what == "error" and news.code == codes.CANCELLED:
            entry.told("Cancelled", None, None)
        elif news.what == "error" and news.code in codes.NOT_CANCELLABLE:
            await session.open_orders()
            await session.completed_orders()
            await session.executions()
            if not entry.stands.is_over:
                raise Refused(news.words, code=str(news.code))
        elif news.what == "error" and verdict(news.code) is Verdict.REFUSED:
            raise Refused(news.words, code=str(news.code))
        elif news.what == "error" and verdict(news.code) is Verdict.THROTTLED:
            raise Throttled(news.words, code=str(news.code), seconds=1.0)
        if entry.stands.is_over and (state := entry.state()):
            return state


async def as_wanted(session: Session, entry: Entry, watch: asyncio.Queue[News], wanted: Terms) -> OrderState:
    while True:
        news = await watch.get()
        if news.what == "lost":
            raise unknown(news)
        if news.what == "error":
            if verdict(news.code) is Verdict.THROTTLED:
                raise Throttled(news.words, code=str(news.code), seconds=1.0)
            if verdict(news.code) in {Verdict.REFUSED, Verdict.NOT_SENT}:
                raise Refused(news.words, code=str(news.code))
            continue
        if news.what == "status" and not _same(entry.terms, wanted):
            await session.open_orders()  # a status may be of before the change
        if (_same(entry.terms, wanted) or entry.stands.is_over) and (state := entry.state()):
            return state


def _same(terms: Terms | None, wanted: Terms) -> bool:
    return terms is not None and (terms.volume, terms.limit_price, terms.stop_price) == (
        wanted.volume, wanted.limit_price, wanted.stop_price,
    )  # fmt: skip
