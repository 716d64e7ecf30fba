"""The process that holds one terminal: lines of JSON in, lines of JSON out, one call at a time.

It dies with the bridge (its input ends), and before anything is sent to the broker it asks the bridge whether somebody
still waits for it: a call whose time is over is never sent.
"""

from __future__ import annotations

import importlib
import json
import os
import queue
import sys
import threading
from collections.abc import Callable
from typing import Any, TextIO

from fidus_mt5_bridge.arguments import Arguments
from fidus_mt5_bridge.failures import Failure, Kind
from fidus_mt5_bridge.looking import LOOKING
from fidus_mt5_bridge.rows import Row
from fidus_mt5_bridge.terminal import IPC, Account, Terminal
from fidus_mt5_bridge.trading import TRADING, check

Write = Callable[[Row], None]


def perform(terminal: Terminal, call: Row, may_send: Callable[[], None]) -> Row:
    """One call on its account; whatever goes wrong is a Failure, and after sending it is never a plain no."""
    sent = False

    def ask_and_remember() -> None:
        nonlocal sent
        may_send()
        sent = True

    arguments, name = Arguments(call["arguments"]), call["operation"]
    try:
        terminal.stand_on(Account(**call["account"]))
        if name in TRADING:
            answer = TRADING[name](terminal, arguments, ask_and_remember)
        elif name == "check":
            answer = check(terminal, arguments)
        else:
            answer = LOOKING[name](terminal, arguments)
        terminal.check()
    except Failure as failure:
        if sent and failure.kind not in {Kind.REFUSED, Kind.THROTTLED}:
            raise Failure(Kind.UNKNOWN, failure.words, failure.code) from failure
        raise
    except Exception as error:
        kind = Kind.UNKNOWN if sent else Kind.NOT_SENT
        # The text of an error nobody foresaw may hold what it was about, a password too.
        raise Failure(kind, f"the bridge failed ({type(error).__name__})") from error
    return answer


def run(terminal: Terminal, calls: queue.Queue[Row], write: Write) -> None:
    """Serve calls for ever; a broken line to the terminal is made anew for the next call."""
    while True:
        call = calls.get()
        number = call["call"]

        def may_send(number: int = number) -> None:
            write({"call": number, "asks": True})
            if not calls.get().get("go"):
                raise Failure(Kind.NOT_SENT, "its time was over before it could be sent")

        try:
            write({"call": number, "done": perform(terminal, call, may_send)})
        except Failure as failure:
            if failure.code.lstrip("-").isdigit() and int(failure.code) in IPC:
                terminal.let_go()
            write({"call": number, "failed": [failure.kind, failure.words, failure.code]})


def _read(lines: TextIO, calls: queue.Queue[Row]) -> None:
    for line in lines:
        calls.put(json.loads(line))
    os._exit(0)  # the bridge is gone, and a call may hang in the package for ever


def main() -> None:
    # What the package or the terminal prints must not get among the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    settings = json.loads(sys.stdin.readline())
    mt5: Any = importlib.import_module("MetaTrader5")
    terminal = Terminal(mt5, settings["path"], portable=settings["portable"], seconds=settings["seconds"])
    calls: queue.Queue[Row] = queue.Queue()
    threading.Thread(target=_read, args=(sys.stdin, calls), daemon=True).start()

    def write(row: Row) -> None:
        answers.write(json.dumps(row, separators=(",", ":")) + "\n")
        answers.flush()

    write({"ready": os.getpid()})
    run(terminal, calls, write)


if __name__ == "__main__":
    main()
