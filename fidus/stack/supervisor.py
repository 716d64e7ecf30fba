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

from fidus.stack.parts import Part, Plan, Step
from fidus.stack.postgres import PostgresError
from fidus.stack.processes import end, end_family_of_dead, launch
from fidus.stack.record import PartRecord, PartState, RecordFolder, StackRecord
from fidus.stack.valkey import ValkeyError

LOOK_EVERY = 0.2
# A part that dies at once is tried again later and later; one that has run a while begins anew.
FIRST_PAUSE, LONGEST_PAUSE, STEADY_AFTER = 0.5, 30.0, 30.0


class StartFailed(Exception):
    """A part did not come up; the message says why."""


@dataclass
class _Child:
    part: Part
    record: PartRecord
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    again_at: float | None = None


class Supervisor:
    """One stack. `run` returns when a signal asks it to stop; every child has ended by then."""

    def __init__(
        self, plan: Plan, order: list[Part | Step], environment: Mapping[str, str], say: Callable[[str], None]
    ) -> None:
        self.plan, self.order, self.environment, self.say = plan, order, environment, say
        self.folder = RecordFolder(plan.var)
        self.record = StackRecord(os.getpid(), psutil.Process().create_time(), plan.address)
        self.record.parts = [PartRecord(item.name) for item in order]
        self.children: list[_Child] = []
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
        except (StartFailed, PostgresError, ValkeyError, OSError) as error:
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

    def _note(self, record: PartRecord, state: PartState, process: subprocess.Popen[bytes] | None = None) -> None:
        record.state, record.pid, record.born = state, None, None
        if process:
            # One that died at once has no birth any more; the next look finds out.
            with contextlib.suppress(psutil.Error):
                record.pid, record.born = process.pid, psutil.Process(process.pid).create_time()
        self.folder.write(self.record)

    def _start_all(self) -> None:
        for item, record in zip(self.order, self.record.parts, strict=True):
            if self.stop_asked:
                return
            began = time.monotonic()
            if isinstance(item, Step):
                self._take_step(item, record)
            else:
                self._start_part(item, record)
            if not self.stop_asked:
                self.say(f"  {item.text:<26} {record.state:<8} {time.monotonic() - began:6.1f} s")

    def _take_step(self, step: Step, record: PartRecord) -> None:
        if step.call:
            step.call()
            return self._note(record, "done")
        process = self._launch(step.name, step.command, None)
        self._note(record, "starting", process)
        while process.poll() is None:
            if self.stop_asked:
                end(psutil.Process(process.pid), signal.SIGTERM, within=10)
                process.wait()
            self._look_after_children()
            time.sleep(0.05)
        if process.returncode and not self.stop_asked:
            self._note(record, "failed")
            raise StartFailed(f"{step.text}: {self._last_words(step.name)}")
        return self._note(record, "done")

    def _start_part(self, part: Part, record: PartRecord) -> None:
        child = _Child(part, record)
        self.children.append(child)
        self._launch_child(child, "starting")
        limit = time.monotonic() + 60
        while not self.stop_asked and not part.is_up():
            assert child.process is not None
            if child.process.poll() is not None or time.monotonic() > limit:
                self._note(record, "failed")
                raise StartFailed(f"{part.text} did not come up: {self._last_words(part.name)}")
            time.sleep(0.05)
        self._note(record, "running", child.process)

    def _launch(self, name: str, command: list[str], user: str | None) -> subprocess.Popen[bytes]:
        log = self.plan.var / "log" / f"{name}.log"
        # The system user of PostgreSQL may not be able to enter our folder.
        cwd = Path("/") if user else self.plan.root
        return launch(command, log=log, environment=self.environment, cwd=cwd, user=user)

    def _launch_child(self, child: _Child, state: PartState) -> None:
        child.process = self._launch(child.part.name, child.part.command(), child.part.user)
        child.started, child.again_at = time.monotonic(), None
        self._note(child.record, state, child.process)

    def _look_after_children(self) -> None:
        for child in self.children:
            if child.again_at is not None:
                self._try_again(child)
            elif child.process and child.process.poll() is not None:
                self._plan_restart(child, child.process)

    def _plan_restart(self, child: _Child, dead: subprocess.Popen[bytes]) -> None:
        end_family_of_dead(dead.pid)
        if time.monotonic() - child.started > STEADY_AFTER:
            child.pause = FIRST_PAUSE
        child.again_at = time.monotonic() + child.pause
        child.record.restarts += 1
        self.say(f"  {child.part.text} ended ({_how(dead.returncode)}); starting it again in {child.pause:g} s")
        child.pause = min(child.pause * 2, LONGEST_PAUSE)
        child.process = None
        self._note(child.record, "restarting")

    def _try_again(self, child: _Child) -> None:
        if child.again_at is None or time.monotonic() < child.again_at:
            return
        try:
            self._launch_child(child, "running")
        except (PostgresError, ValkeyError, OSError) as error:
            self.say(f"  {child.part.text} cannot be started: {error}")
            child.again_at = time.monotonic() + child.pause
            child.pause = min(child.pause * 2, LONGEST_PAUSE)

    def _stop_all(self, failure: str) -> None:
        self._enter("stopping")
        for child in reversed(self.children):
            if child.process and child.process.poll() is None:
                end(psutil.Process(child.process.pid), child.part.stop_signal, within=child.part.stop_seconds)
                child.process.wait()
            if child.process:
                end_family_of_dead(child.process.pid)
            self._note(child.record, "stopped")
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


def _how(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
