"""One connection that is kept: greeted, synchronised, watched, and made again after each drop with growing pauses."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import re
from enum import Enum

from trading.brokers.base import BrokerError, LoginRefused, NotSent
from trading.brokers.ib import codes
from trading.brokers.ib.book import Book
from trading.brokers.ib.greeting import Greeting
from trading.brokers.ib.manners import Manners, Where
from trading.brokers.ib.pace import Pace
from trading.brokers.ib.session import Session
from trading.brokers.ib.wire import News, Trouble

logger = logging.getLogger(__name__)


class State(Enum):
    DOWN = "down"
    GREETING = "connecting"
    UP = "up"
    CUT = "cut off from Interactive Brokers"


class Line:
    """Lives in one loop. `session()` is the only way to the wire."""

    def __init__(self, where: Where, manners: Manners) -> None:
        self.where = where
        self.manners = manners
        self.book = Book()
        self.pace = Pace(manners.messages_a_second)
        self.state = State.GREETING
        self.read_only = manners.read_only
        self.connects = 0
        self._session: Session | None = None
        self._settled = asyncio.Event()  # whether it is up or down is known
        self._wanted = asyncio.Event()  # somebody asks for a try before the pause is over
        self._failure: Exception = ConnectionError("no connection was tried yet")
        self._greeting: Greeting | None = None
        self._port = where.port
        self._last_id: int | None = None
        self._resync: asyncio.Task[None] | None = None
        self._cuts = 0
        self._cut = False

    async def session(self) -> Session:
        """The connection, synchronised; raises NotSent or LoginRefused if there is none."""
        await self._settled.wait()
        if self.state is State.CUT:
            raise NotSent(f"the gateway at {self._place} lost its connection to Interactive Brokers", code="1100")
        if self.state is not State.UP or self._session is None:
            raise self._said(self._failure)
        return self._session

    async def session_even_cut(self) -> Session:
        """What TWS kept can be asked for while it is cut off; what it then does not tell proves nothing."""
        await self._settled.wait()
        return self._session if self.state is State.CUT and self._session else await self.session()

    @property
    def now(self) -> Session | None:
        return self._session if self.state is State.UP else None

    def want(self) -> None:
        if self.state is State.DOWN:
            self._settled.clear()
            self._wanted.set()

    async def keep(self) -> None:
        failures = 0
        try:
            while True:
                try:
                    session = await self._greet_with_any_number(failures)
                except Exception as error:  # noqa: BLE001 - whatever it was: there is no line, and the next try comes
                    failures += 1
                    await self._go_down(error, failures)
                    continue
                failures = 0
                self.connects += 1
                self.state = State.CUT if self._cut else State.UP
                self._settled.set()
                logger.info("gateway %s: up as client %s", self._place, session.wire.client_id)
                try:
                    await self._watch(session)
                except Exception:
                    # Whatever it was: a line that nobody keeps would answer nobody until the process ends.
                    logger.exception("gateway %s: the watch of the connection failed", self._place)
                    self._end(session, "the watch of the connection failed")
                self._settled.clear()
                self.state, self._session = State.GREETING, None
                logger.warning("gateway %s: the connection ended", self._place)
                await asyncio.sleep(random.uniform(0, self.manners.first_pause / 5))  # noqa: S311
        finally:
            self._end(self._session, "closed")

    # ---- a greeting

    async def _greet_with_any_number(self, failures: int) -> Session:
        # TWS may hold our own number for a moment after a drop; another one could not cancel our orders.
        same = () if self._last_id is None or failures > 2 else (self._last_id,)
        trouble = Trouble(codes.IN_USE, "no client id is configured")
        for client_id in same or self.where.client_ids:
            try:
                return await self._greet(client_id)
            except Trouble as said:
                if said.code != codes.IN_USE:
                    raise
                trouble = said
        raise trouble

    async def _greet(self, client_id: int) -> Session:
        greeting = self._greeting = Greeting(self.book, self.pace, self.manners, client_id, self._on_code)
        try:
            await greeting.connect(self.where.host, self._port)
            self._last_id, self._session, self._cut = client_id, greeting.session, False
            await self._synchronise(greeting.session)
        except BaseException:
            self._end(greeting.session, "the greeting failed")
            self._session = None
            raise
        finally:
            self._greeting = None
            greeting.leave()
        return greeting.session

    async def _synchronise(self, session: Session) -> None:
        """All that may have happened unseen: open and completed orders first, then the executions of them."""
        if not self.read_only:
            try:
                await session.own_orders()
                await session.open_orders()
                await session.completed_orders()
            except Trouble as trouble:
                if not self.read_only:
                    raise ConnectionError(str(trouble)) from trouble
        await session.executions()
        if not session.client.isReady():
            raise ConnectionError("the gateway closed the connection while synchronising")

    # ---- while it is up

    async def _watch(self, session: Session) -> None:
        """Returns when the line is no more: closed, or silent although it was asked."""
        missed, heard = 0, -1
        while missed < 2:
            try:
                await asyncio.wait_for(session.gone.wait(), self.manners.quiet)
                break
            except TimeoutError:
                bytes_now = session.client.connectionStats().numBytesRecv if session.client.isReady() else heard
                if bytes_now == heard:
                    missed += await self._asks_in_vain(session)
                else:
                    missed = 0
                heard = bytes_now
        self._end(session, "the gateway fell silent" if missed else "the socket to the gateway was closed")

    async def _asks_in_vain(self, session: Session) -> int:
        try:
            await asyncio.wait_for(session.clock(), min(self.manners.answer, self.manners.quiet))
        except (TimeoutError, ConnectionError):
            return 1
        return 0

    def _on_code(self, code: int, words: str) -> None:
        if self._greeting is not None and self._greeting.ends_with(code, words):
            return
        if code == codes.LOST:
            self._cuts += 1
            self._cut = True
            if self.state is State.UP:
                self.state = State.CUT
            logger.warning("gateway %s: %s (%s)", self._place, words, code)
            if self._session:
                self._session.wire.tell_all(News("lost", code, words))
        elif code in codes.RESTORED and self._session:
            self._cuts += 1
            self._cut = False
            if self.state is State.GREETING:
                return  # the greeting synchronises
            self._settled.clear()
            self._resync = asyncio.create_task(self._resynchronise(self._session, self._cuts))
        elif code == codes.MOVED and self._session:
            new = re.findall(r"\d{2,5}", words)
            self._port = int(new[-1]) if new and int(new[-1]) < 65_536 else self.where.port
            self._session.gone.set()
        elif code == codes.TOO_FAST:
            self.pace.hold(0.5)
        elif code == codes.READ_ONLY and codes.READ_ONLY_WORDS in words.lower():
            self.read_only = True
            if self._session:
                self._session.wire.fail_open_questions(Trouble(code, words))

    async def _resynchronise(self, session: Session, cut: int) -> None:
        try:
            await self._synchronise(session)
        except (TimeoutError, ConnectionError, Trouble):
            session.gone.set()  # greet anew, which synchronises
            return
        if cut == self._cuts and self._session is session:
            self.state = State.UP
            self._settled.set()
            logger.info("gateway %s: restored and synchronised", self._place)

    # ---- ends

    def _end(self, session: Session | None, words: str) -> None:
        if session is not None:
            session.client.disconnect()
            session.wire.close(words)
            session.gone.set()

    async def _go_down(self, error: Exception, failures: int) -> None:
        self._failure, self.state, self._port = error, State.DOWN, self.where.port
        self._wanted.clear()
        self._settled.set()
        logger.warning("gateway %s: %s", self._place, self._said(error))
        longest = min(self.manners.longest_pause, self.manners.first_pause * 2 ** min(failures, 12))
        pause = longest * random.uniform(0.5, 1.0)  # noqa: S311
        await asyncio.sleep(min(pause, self.manners.first_pause))  # not even for whom it is urgent sooner than that
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wanted.wait(), max(0.0, pause - self.manners.first_pause))
        self._settled.clear()
        self.state = State.GREETING

    def _said(self, error: Exception) -> BrokerError:
        if isinstance(error, Trouble):
            if error.code in codes.NEEDS_A_PERSON:
                return LoginRefused(f"the gateway at {self._place} lets nobody in: {error.words}", code=str(error.code))
            if error.code == codes.IN_USE:
                ids = ", ".join(map(str, self.where.client_ids))
                words = f"at the gateway {self._place} every client id of ours is in use ({ids})"
                return NotSent(words, code=str(error.code))
            return NotSent(f"the gateway at {self._place}: {error.words}", code=str(error.code))
        what = "did not answer in time" if isinstance(error, TimeoutError) else f"is not reached: {error}"
        return NotSent(f"the gateway at {self._place} {what}")

    @property
    def _place(self) -> str:
        return f"{self.where.host}:{self._port}"
