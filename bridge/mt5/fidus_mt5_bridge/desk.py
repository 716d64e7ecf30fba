"""One terminal's queue. Calls wait here, each until its own deadline, while the terminal serves one account at a time.

The thread that brings a call decides at its deadline what to tell; the desk's thread may hand a call on to the broker
only while that has not happened. Both under one lock, so that no call is told "not sent" and sent after all.
"""

from __future__ import annotations

import contextlib
import logging
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fidus_mt5_bridge.configuration import TerminalSettings
from fidus_mt5_bridge.failures import Failure, Kind
from fidus_mt5_bridge.process import Process
from fidus_mt5_bridge.rows import Row
from fidus_mt5_bridge.trading import TRADING

log = logging.getLogger("fidus.mt5")
MOST_WAITING = 500
STAY = 1.0  # seconds an account may keep the terminal while another waits
REMEMBERED = 10_000  # references of orders that were sent


class Stage(StrEnum):
    WAITS = "waits"
    WORKED_ON = "worked on"
    SENT = "sent"  # the broker may have it
    OVER = "over"  # told, one way or another


@dataclass(eq=False)
class Call:
    operation: str
    account: Row = field(repr=False)  # login, server, password
    arguments: Row
    deadline: float  # time.monotonic()
    background: bool = False
    is_gone: Callable[[], bool] = lambda: False  # whether whoever called has hung up
    came: float = field(default_factory=time.monotonic)
    stage: Stage = Stage.WAITS
    told: threading.Event = field(default_factory=threading.Event)
    answer: Row | Failure | None = None

    @property
    def whose(self) -> tuple[Any, Any]:
        return self.account["server"], self.account["login"]

    @property
    def changes(self) -> bool:
        return self.operation in TRADING

    @property
    def sends(self) -> bool:
        """Whether a new order goes out, which must never go twice."""
        return self.operation in {"submit", "close"}


class Desk(threading.Thread):
    def __init__(self, settings: TerminalSettings) -> None:
        super().__init__(name=f"desk {settings.name}", daemon=True)
        self.settings = settings
        self._changed = threading.Condition()
        self._waiting: deque[Call] = deque()
        self._process: Process | None = None
        self._standing: tuple[Any, Any] | None = None
        self._since = 0.0
        self._sent: dict[tuple[Any, ...], None] = {}  # in order of age
        self._stopped = False
        self.answered_at: float | None = None
        self.hangs = self.restarts = self.served = self.switches = 0

    # ---- the side of whoever calls

    def ask(self, call: Call) -> Row:
        """Wait for the answer until the call's deadline; raises Failure."""
        with self._changed:
            if len(self._waiting) >= MOST_WAITING:
                raise Failure(Kind.THROTTLED, "too many calls wait for this terminal", "queue")
            self._waiting.append(call)
            self._changed.notify()
        call.told.wait(max(call.deadline - time.monotonic(), 0))
        with self._changed:
            self._give_up(call)
        if isinstance(call.answer, Failure):
            raise call.answer
        assert call.answer is not None
        return call.answer

    def _give_up(self, call: Call) -> None:
        if call.stage is Stage.OVER:
            return
        if call.stage is Stage.SENT:
            failure = Failure(Kind.UNKNOWN, "sent, and the terminal did not answer in time", "deadline")
        elif call.stage is Stage.WORKED_ON:
            failure = Failure(Kind.NOT_SENT, "the terminal did not answer in time", "deadline")
        else:
            self._waiting.remove(call)
            failure = Failure(Kind.NOT_SENT, "its turn did not come in time; the terminal serves others", "deadline")
        self._tell(call, failure)

    def _tell(self, call: Call, answer: Row | Failure) -> None:
        if call.stage is not Stage.OVER:
            call.stage, call.answer = Stage.OVER, answer
            call.told.set()

    # ---- the terminal's side

    def run(self) -> None:
        while not self._stopped:
            with self._changed:
                while not self._waiting and not self._stopped:
                    self._changed.wait()
                if self._stopped:
                    return
                call = self._next()
                self._waiting.remove(call)
                call.stage = Stage.WORKED_ON
            try:
                self._serve(call)
            except Exception:
                # One call may not end the desk; what it was about stands in no log.
                log.exception("%s: a call of %s failed", self.settings.name, call.operation)
                self._end_process()
                with self._changed:
                    kind = Kind.UNKNOWN if call.stage is Stage.SENT else Kind.NOT_SENT
                    self._tell(call, Failure(kind, "the bridge failed"))

    def _next(self) -> Call:
        """Orders before questions before watching; whose account is in the terminal first, for a while."""
        rank = min((not call.changes, call.background) for call in self._waiting)
        calls = [call for call in self._waiting if (not call.changes, call.background) == rank]
        oldest = calls[0]
        stays = next((call for call in calls if call.whose == self._standing), None)
        if stays is not None and time.monotonic() - max(self._since, oldest.came) < STAY:
            return stays
        return oldest

    def _serve(self, call: Call) -> None:
        key = (*call.whose, call.arguments.get("magic"))
        if call.sends and key in self._sent:
            raise_to = Failure(Kind.UNKNOWN, "an order with this reference was sent already", "duplicate")
            with self._changed:
                self._tell(call, raise_to)
            return
        process = self._ready_process()
        if call.whose != self._standing:
            self._standing, self._since = call.whose, time.monotonic()
            self.switches += 1
        process.write({
            "call": id(call), "operation": call.operation, "account": call.account, "arguments": call.arguments,
        })  # fmt: skip
        hung_at = time.monotonic() + self.settings.hang_seconds
        while True:
            said = process.read(hung_at - time.monotonic())
            if said is None:
                self._lost(call, process)
                return
            if said.get("call") != id(call):
                continue
            if said.get("asks"):
                process.write({"go": self._may_send(call, key)})
                continue
            self._finish(call, key, said)
            return

    def _may_send(self, call: Call, key: tuple[Any, ...]) -> bool:
        with self._changed:
            if call.stage is not Stage.WORKED_ON or time.monotonic() >= call.deadline or call.is_gone():
                return False
            call.stage = Stage.SENT
            if call.sends:
                self._sent[key] = None
                while len(self._sent) > REMEMBERED:
                    del self._sent[next(iter(self._sent))]
            return True

    def _finish(self, call: Call, key: tuple[Any, ...], said: Row) -> None:
        self.served += 1
        self.answered_at = time.time()
        answer: Row | Failure
        if "failed" in said:
            kind, words, code = said["failed"]
            answer = Failure(Kind(kind), words, code)
            if call.sends and answer.kind is not Kind.UNKNOWN:
                self._sent.pop(key, None)  # it surely was not taken; a look for it that failed says no such thing
            if answer.kind in {Kind.WRONG_ACCOUNT, Kind.LOGIN_REFUSED}:
                self._standing = None
        else:
            answer = said["done"]
        with self._changed:
            if call.stage is Stage.OVER and call.changes:
                log.warning("%s: an answer to %s came late: %s", self.settings.name, call.operation, list(said)[-1])
            self._tell(call, answer)
        if isinstance(answer, Failure) and answer.code == "-10005":
            self._restart_terminal()

    def _lost(self, call: Call, process: Process) -> None:
        """The worker died, or hangs: end it before anything is told, so that it can send nothing more."""
        hung = process.is_alive()
        self._end_process()
        with self._changed:
            kind = Kind.UNKNOWN if call.stage is Stage.SENT else Kind.NOT_SENT
            self._tell(call, Failure(kind, "the terminal hangs" if hung else "the terminal's process ended", "hang"))
        log.error("%s: %s during %s", self.settings.name, "hung" if hung else "process ended", call.operation)
        if hung:
            self.hangs += 1
            self._restart_terminal()

    def _ready_process(self) -> Process:
        if self._process is None or not self._process.is_alive():
            self._end_process()
            self._process = Process(self.settings)
        return self._process

    def _end_process(self) -> None:
        if self._process is not None:
            self._process.end()
        self._process, self._standing = None, None

    def _restart_terminal(self) -> None:
        """End the terminal's own program, by the command configured; the next call starts it anew."""
        self.restarts += 1
        self._end_process()
        if not self.settings.restart_command:
            return
        log.warning("%s: the terminal is restarted", self.settings.name)
        with contextlib.suppress(subprocess.SubprocessError, OSError):
            subprocess.run(self.settings.restart_command, timeout=30, check=False, capture_output=True)

    # ---- how it goes

    def health(self) -> Row:
        with self._changed:
            oldest = min((call.came for call in self._waiting), default=None)
            return {
                "name": self.settings.name, "waiting": len(self._waiting),
                "oldest_seconds": None if oldest is None else round(time.monotonic() - oldest, 3),
                "login": self._standing and self._standing[1], "answered_at": self.answered_at, "served": self.served,
                "switches": self.switches, "hangs": self.hangs, "restarts": self.restarts,
            }  # fmt: skip

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify()
        self.join(5)
        self._end_process()
