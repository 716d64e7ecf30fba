"""The process that decides is kept running: one that ended, and one that stands still, are begun again."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from tests.waiting import wait_until
from trading.execution.domain.watchdog import Watchdog
from trading.execution.services.decide_apart import DecidingProcess, _signs_on
from trading.execution.services.decide_received import Decider

# Says that it is there, notes its number, and goes on as it is told; it ends with its standard input.
HEAD = """
import os, sys, threading, time
print("deciding", flush=True)
open(sys.argv[1], "a").write(f"{os.getpid()}\\n")
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
"""
SIGNS = "while True: os.write(1, b'.'); time.sleep(0.1)"
STANDS_STILL = "time.sleep(600)"
CLOSED = "os.close(1); time.sleep(600)"


@contextmanager
def deciding(place: Path, does: str, *, patience: float = 30.0) -> Iterator[DecidingProcess]:
    stop = threading.Event()
    command = [sys.executable, "-c", HEAD + does, str(place / "pids")]
    process = DecidingProcess(command, stop, Watchdog(patience))
    process.start()
    try:
        yield process
    finally:
        stop.set()
        process.join(20)
        assert not process.is_alive()


def begun(place: Path) -> list[int]:
    file = place / "pids"
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def test_one_that_gives_signs_is_let_be_and_ends_when_it_shall(tmp_path):
    with deciding(tmp_path, SIGNS, patience=4.0) as process:
        assert process.wait_until_up()
        time.sleep(6)
        assert process.is_up()
        (pid,) = begun(tmp_path)
    assert not psutil.pid_exists(pid)


@pytest.mark.parametrize("does", [STANDS_STILL, CLOSED])
def test_one_that_stands_still_is_killed_and_begun_again(tmp_path, caplog, does):
    with deciding(tmp_path, does, patience=1.0):
        wait_until(lambda: len(begun(tmp_path)) > 1)
        first = begun(tmp_path)[0]
        assert not psutil.pid_exists(first)
    assert "Deciding stands still" in caplog.text


def test_one_that_is_frozen_gives_no_sign_of_life_before_it_is_killed(tmp_path):
    with deciding(tmp_path, SIGNS, patience=600) as process:
        assert process.wait_until_up()
        wait_until(lambda: begun(tmp_path))
        os.kill(begun(tmp_path)[0], signal.SIGSTOP)
        wait_until(lambda: not process.is_up())
        os.kill(begun(tmp_path)[0], signal.SIGCONT)
        wait_until(process.is_up)
        assert len(begun(tmp_path)) == 1


def test_one_that_is_frozen_for_too_long_is_killed_and_begun_again(tmp_path):
    with deciding(tmp_path, SIGNS, patience=3.0) as process:
        assert process.wait_until_up()
        wait_until(lambda: begun(tmp_path))
        first = begun(tmp_path)[0]
        os.kill(first, signal.SIGSTOP)
        wait_until(lambda: begun(tmp_path)[0:1] != begun(tmp_path) and process.is_up())
        assert not psutil.pid_exists(first)


def test_one_that_died_is_begun_again_and_waits_for_nobodys_patience(tmp_path):
    with deciding(tmp_path, SIGNS) as process:
        assert process.wait_until_up()
        wait_until(lambda: begun(tmp_path))
        os.kill(begun(tmp_path)[0], signal.SIGKILL)
        wait_until(lambda: len(begun(tmp_path)) == 2 and process.is_up())


def test_signs_come_from_the_loop_that_decides_and_from_nowhere_else(monkeypatch):
    went, stands, stop = [], threading.Event(), threading.Event()
    decider = Decider(threading.Event(), stop, went=lambda: went.append(time.monotonic()))
    monkeypatch.setattr(decider, "decide", lambda: 0)
    decider.start()
    wait_until(lambda: len(went) > 1)
    monkeypatch.setattr(decider, "decide", lambda: stands.wait(30) and 0)
    time.sleep(1.5)
    before = len(went)
    time.sleep(2.5)
    assert len(went) == before
    stands.set()
    wait_until(lambda: len(went) > before)
    stop.set()
    decider.join(5)


def test_a_round_that_fails_is_a_sign_of_life(monkeypatch):
    went, stop = [], threading.Event()
    decider = Decider(threading.Event(), stop, went=lambda: went.append(1))

    def fails() -> int:
        raise RuntimeError("the database is away")

    monkeypatch.setattr(decider, "decide", fails)
    decider.start()
    # More than one: it goes on after the first that failed.
    wait_until(lambda: len(went) > 1)
    assert decider.is_alive()
    stop.set()
    decider.join(5)
    assert not decider.is_alive()


def test_signs_that_nobody_reads_hold_up_nobody():
    (reads, writes), kept = os.pipe(), 0
    os.set_blocking(writes, False)
    with suppress(BlockingIOError):
        while True:
            kept += os.write(writes, b".")
    # One that waited would wait here for ever.
    _signs_on(writes)()
    assert len(os.read(reads, 2 * kept)) == kept
    os.close(reads)
    _signs_on(writes)()
    os.close(writes)


def test_at_most_one_sign_a_second():
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as cat:
        give = _signs_on(cat.stdin.fileno())
        for _ in range(1000):
            give()
        told, _ = cat.communicate()
    assert 1 <= len(told) <= 2
