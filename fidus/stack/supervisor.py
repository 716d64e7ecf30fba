"""Runs every part as a child process: starts them in order, starts again what dies, stops them in reverse."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import psutil
import psycopg

from fidus.stack.parts import Part, Plan, Step
from fidus.stack.postgres import PostgresError
from fidus.stack.processes import end, end_family_of_dead, launch
from fidus.stack.record import PartRecord, PartState, RecordFolder, StackRecord
from fidus.stack.valkey import ValkeyError

LOOK_EVERY = 0.2
# A part that dies at once is tried again later and later; one that has run a while begins anew.
FIRST_PAUSE, LONGEST_PAUSE, STEADY_AFTER = 0.5, 30.0, 30.0
PATIENCE = 90.0  # seconds a part may take to come up


class StartFailed(Exception):
    """A part did not come up; the message says why."""


@dataclass
class _Child:
    item: Part | Step
    record: PartRecord
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    again_at: float | None = None


class Supervisor:
    """One stack. `run` returns when a signal asks it to stop; every child has ended by then."""

    def __init__(
        self, plan: Plan, stages: list[list[Part | Step]], environment: Mapping[str, str], say: Callable[[str], None]
    ) -> None:
        self.plan, self.environment, self.say = plan, environment, say
        self.folder = RecordFolder(plan.var)
        self.record = StackRecord(os.getpid(), psutil.Process().create_time(), plan.address, live_port=plan.live_port)
        self.stages = [[_Child(item, PartRecord(item.name)) for item in stage] for stage in stages]
        self.children = [child for stage in self.stages for child in stage]
        self.record.parts = [child.record for child in self.children]
        self.stop_asked = False

    def run(self, when_ready: Callable[[], None]) -> bool:
        """Start, watch, stop; False if a part did not come up."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        failure = ""
        try:
            clear_leftovers(self.folder.read(), self.say)
            self._start_all()
            if not self.stop_asked:
                self._enter("ready")
                when_ready()
            while not self.stop_asked:
                self._look_after_children()
                time.sleep(LOOK_EVERY)
        except (StartFailed, PostgresError, ValkeyError, psycopg.Error, OSError) as error:
            failure = str(error)
            self.say(f"\n{failure}\n")
        finally:
            self._stop_all(failure)
        return not failure

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stop_asked = True

    def _enter(self, phase: str, message: str = "") -> None:
        self.record.phase, self.record.message = phase, message  # type: ignore[assignment]
        self.folder.write(self.record)

    def _note(self, child: _Child, state: PartState) -> None:
        record = child.record
        record.state, record.pid, record.born = state, None, None
        if child.process and state in {"starting", "running"}:
            # One that died at once has no birth any more; the next look finds out.
            with contextlib.suppress(psutil.Error):
                record.pid, record.born = child.process.pid, psutil.Process(child.process.pid).create_time()
        self.folder.write(self.record)

    def _start_all(self) -> None:
        for stage in self.stages:
            for child in stage:
                if isinstance(child.item, Step) and child.item.notice:
                    self.say(f"  ({child.item.notice})")
                self._launch(child, "starting")
            coming = stage
            while coming and not self.stop_asked:
                coming = [child for child in coming if not self._has_come(child)]
                self._look_after_children()
                time.sleep(0.05)

    def _has_come(self, child: _Child) -> bool:
        ended = child.process.poll() if child.process else 0
        took = time.monotonic() - child.started
        if isinstance(child.item, Step):
            if ended is None:
                return False
            come = ended == 0
        else:
            come = ended is None and child.item.is_up()
            if not come and ended is None and took < PATIENCE:
                return False
        if not come:
            self._note(child, "failed")
            raise StartFailed(f"{child.item.text} did not come up: {self._last_words(child.item.name)}")
        self._note(child, "done" if isinstance(child.item, Step) else "running")
        self.say(f"  {child.item.text:<26} {child.record.state:<8} {took:6.1f} s")
        return True

    def _launch(self, child: _Child, state: PartState) -> None:
        child.started, child.again_at = time.monotonic(), None
        if isinstance(child.item, Step) and child.item.call:
            child.item.call()
            return
        command = child.item.command if isinstance(child.item, Step) else child.item.command()
        user = child.item.user if isinstance(child.item, Part) else None
        log = self.plan.var / "log" / f"{child.item.name}.log"
        # The system user of PostgreSQL may not be able to enter our folder.
        cwd = Path("/") if user else self.plan.root
        child.process = launch(command, log=log, environment=self.environment, cwd=cwd, user=user)
        self._note(child, state)

    def _look_after_children(self) -> None:
        for child in self.children:
            if child.record.state == "running" and child.process and child.process.poll() is not None:
                self._plan_restart(child, child.process)
            elif child.again_at is not None and time.monotonic() >= child.again_at:
                self._start_again(child)

    def _plan_restart(self, child: _Child, dead: subprocess.Popen[bytes]) -> None:
        end_family_of_dead(dead.pid)
        if time.monotonic() - child.started > STEADY_AFTER:
            child.pause = FIRST_PAUSE
        self.say(f"  {child.item.text} ended ({_how(dead.returncode)}); starting it again in {child.pause:g} s")
        child.process = None
        child.record.restarts += 1
        self._note(child, "restarting")
        self._wait_longer(child)

    def _wait_longer(self, child: _Child) -> None:
        child.again_at = time.monotonic() + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE)

    def _start_again(self, child: _Child) -> None:
        try:
            self._launch(child, "running")
        except (PostgresError, ValkeyError, OSError) as error:
            self.say(f"  {child.item.text} cannot be started: {error}")
            self._wait_longer(child)

    def _stop_all(self, failure: str) -> None:
        self._enter("stopping")
        for child in reversed(self.children):
            if child.process is None:
                continue
            if child.process.poll() is None:
                how, seconds = _way_to_stop(child.item)
                end(psutil.Process(child.process.pid), how, within=seconds)
                child.process.wait()
            end_family_of_dead(child.process.pid)
            if child.record.state not in {"failed", "done"}:
                self._note(child, "stopped")
        self._enter("failed" if failure else "stopped", failure)

    def _last_words(self, name: str) -> str:
        log = self.plan.var / "log" / f"{name}.log"
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        return "\n".join(["", *(f"    {line}" for line in lines[-12:]), f"  (all of it: {log})"])


def clear_leftovers(record: StackRecord | None, say: Callable[[str], None]) -> None:
    """End what a killed supervisor left running, the last started first."""
    for part in reversed(record.parts if record else []):
        process = part.process()
        if process is None:
            continue
        say(f"  ending {part.name} (process {process.pid}), left over from a run that was killed")
        asked = signal.SIGINT if part.name == "postgres" else signal.SIGTERM
        end(process, asked, within=30)
        end_family_of_dead(process.pid)


def _way_to_stop(item: Part | Step) -> tuple[signal.Signals, float]:
    return (item.stop_signal, item.stop_seconds) if isinstance(item, Part) else (signal.SIGTERM, 10.0)


def _how(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
