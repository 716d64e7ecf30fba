"""A line with a loop and a thread of its own, and the plain calls into it; shared by all accounts of one gateway."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as NoAnswer
from typing import Any, TypeVar

from trading.brokers.base import NotSent, OutcomeUnknown
from trading.brokers.ib.line import Line, State
from trading.brokers.ib.manners import Manners, Where

T = TypeVar("T")

SPARE = 2.0  # seconds beyond a call's own limit, after which the loop itself must be stuck
LINGERS = 60.0  # seconds that a connection outlives its last user: whoever comes again soon finds it up


class Gateway:
    """One long-lived connection. Counted by `take` and `give_back`."""

    def __init__(self, where: Where, manners: Manners) -> None:
        self.where = where
        self.users = 0
        self.leaving: threading.Timer | None = None
        self._loop = asyncio.new_event_loop()
        self._line: Line | None = None
        self._keeping: asyncio.Task[None] | None = None
        started = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(manners, started), name=f"ib {where.host}:{where.port}", daemon=True
        )
        self._thread.start()
        started.wait()

    def call(self, work: Callable[[Line], Coroutine[Any, Any, T]], seconds: float, *, changes: bool = False) -> T:
        """Waits for `work` in the loop; raises what it raises.

        If it does not end in its time, or the connection is given up meanwhile: NotSent, and OutcomeUnknown where it
        `changes` something, since how far it came cannot be seen from here.
        """
        assert self._line is not None
        asked = asyncio.run_coroutine_threadsafe(work(self._line), self._loop)
        try:
            return asked.result(seconds + SPARE)
        except (NoAnswer, CancelledError) as late:
            asked.cancel()
            doubt = OutcomeUnknown if changes else NotSent
            raise doubt("the connection to the gateway is stuck, or was given up") from late

    def want(self) -> None:
        if self._line is not None and self._line.state is State.DOWN:
            self._loop.call_soon_threadsafe(self._line.want)

    @property
    def line(self) -> Line:
        assert self._line is not None
        return self._line

    def soon(self, act: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended, and with it what there was to give back
            self._loop.call_soon_threadsafe(act)

    def stop(self) -> None:
        if not self._loop.is_closed():
            self.soon(self._cancel)
            self._thread.join(5.0)

    def _cancel(self) -> None:
        if self._keeping is not None:
            self._keeping.cancel()

    def _run(self, manners: Manners, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._live(manners, started))
        finally:
            asyncio.set_event_loop(None)
            self._loop.close()

    async def _live(self, manners: Manners, started: threading.Event) -> None:
        self._line = Line(self.where, manners)
        self._keeping = asyncio.create_task(self._line.keep())
        started.set()
        await asyncio.gather(self._keeping, return_exceptions=True)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0)  # the socket's own farewell


_gateways: dict[Where, Gateway] = {}
_lock = threading.Lock()


def take(where: Where, manners: Manners) -> Gateway:
    """The process's connection to a gateway; made by the first that asks, on the first one's manners."""
    with _lock:
        gateway = _gateways.get(where)
        if gateway is None:
            gateway = _gateways[where] = Gateway(where, manners)
        gateway.users += 1
        if gateway.leaving is not None:
            gateway.leaving.cancel()
            gateway.leaving = None
    gateway.want()
    return gateway


def give_back(gateway: Gateway) -> None:
    """The last one's leave ends the connection, after a while."""
    with _lock:
        gateway.users -= 1
        if gateway.users == 0 and _gateways.get(gateway.where) is gateway:
            gateway.leaving = threading.Timer(LINGERS, _leave, (gateway,))
            gateway.leaving.daemon = True
            gateway.leaving.start()


def forgotten(gateway: Gateway) -> None:
    """An adapter was collected without a close. The collector comes in any thread, also in one that waits for a lock or
    is waited for: nothing may be locked here."""
    gateway.soon(lambda: give_back(gateway))


def close_all() -> None:
    with _lock:
        gateways = list(_gateways.values())
        _gateways.clear()
    for gateway in gateways:
        if gateway.leaving is not None:
            gateway.leaving.cancel()
        gateway.stop()


def _leave(gateway: Gateway) -> None:
    with _lock:
        if gateway.users or _gateways.get(gateway.where) is not gateway:
            return
        del _gateways[gateway.where]
    gateway.stop()


def _forked() -> None:
    """A child has neither the parent's threads nor a right to its sockets."""
    global _lock
    _lock = threading.Lock()
    _gateways.clear()


atexit.register(close_all)
os.register_at_fork(after_in_child=_forked)
