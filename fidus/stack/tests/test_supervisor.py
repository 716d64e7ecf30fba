"""The supervisor with real processes, small ones: each part is a Python that sleeps."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from fidus.stack.processes import wait_until
from fidus.stack.record import PartRecord, RecordFolder, StackRecord
from fidus.stack.supervisor import clear_leftovers

ROOT = Path(__file__).resolve().parent.parent.parent.parent
# A part that has a child of its own, as a pool of workers has; its file says that it came up.
SLEEPER = (
    "import subprocess, sys, pathlib; c = subprocess.Popen(['sleep', '600']); pathlib.Path({up!r}).touch(); c.wait()"
)
STACK = """
import os, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from fidus.stack.parts import Part, Plan, Step
from fidus.stack.supervisor import Supervisor

var = Path({var!r})
def part(name, code):
    return Part(name, name, lambda: [sys.executable, "-c", code], (var / name).exists, stop_seconds=3)
plan = Plan(Path({root!r}), var, "127.0.0.1", 1, "localhost", None, None, False)
step = Step("step", "step", [sys.executable, "-c", {step!r}])
stages = [[part("first", {first!r})], [step], [part("second", {second!r})]]
sys.exit(0 if Supervisor(plan, stages, os.environ, print).run(lambda: print("ready", flush=True)) else 1)
"""


@pytest.fixture
def var(tmp_path):
    (tmp_path / "stack").mkdir()
    return tmp_path


@pytest.fixture
def stack(var):
    """Starts a stack of two parts and a step in a process of its own."""
    started: list[subprocess.Popen] = []

    def start(*, step: str = "", second: str = SLEEPER.format(up=str(var / "second"))) -> subprocess.Popen:
        first = SLEEPER.format(up=str(var / "first"))
        code = STACK.format(root=str(ROOT), var=str(var), first=first, second=second, step=step)
        started.append(subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        for one in [*_family(process.pid), process]:
            one.kill()
        process.wait()
        process.stdout.close()


def _family(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def record(var: Path) -> StackRecord:
    found = RecordFolder(var).read()
    assert found is not None
    return found


def is_ready(var: Path) -> bool:
    found = RecordFolder(var).read()
    return found is not None and found.phase == "ready"


def part(var: Path, name: str) -> PartRecord:
    return next(one for one in record(var).parts if one.name == name)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_every_part_and_what_they_started(stack, var, how):
    process = stack()
    assert wait_until(lambda: is_ready(var), within=60)
    everybody = _family(process.pid)
    assert len(everybody) == 4  # two parts, each with a child
    process.send_signal(how)
    assert process.wait(60) == 0
    assert not [one for one in everybody if one.is_running()]
    assert (record(var).phase, part(var, "first").state, part(var, "step").state) == ("stopped", "stopped", "done")


def test_a_killed_part_is_back_within_seconds_and_its_children_are_not_left_behind(stack, var):
    stack()
    assert wait_until(lambda: is_ready(var), within=60)
    old = part(var, "first").process()
    orphan = old.children()[0]
    old.kill()
    assert wait_until(lambda: part(var, "first").pid not in {None, old.pid}, within=20)
    assert wait_until(lambda: not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE, within=60)
    assert part(var, "first").restarts == 1
    assert part(var, "second").restarts == 0


def test_a_step_that_fails_stops_what_runs_and_shows_its_last_words(stack, var):
    process = stack(step="import sys; sys.exit('the table is not to be made')")
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "the table is not to be made" in output
    assert (record(var).phase, part(var, "first").state, part(var, "second").state) == ("failed", "stopped", "waiting")
    assert part(var, "first").process() is None


def test_a_part_that_dies_while_starting_is_told_with_its_last_words(stack, var):
    process = stack(second="raise SystemExit('no such library')")
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "second did not come up" in output
    assert "no such library" in output


def test_a_signal_while_a_step_is_at_work_ends_it_too(stack, var):
    process = stack(step="import time; time.sleep(600)")
    assert wait_until(lambda: RecordFolder(var).read() is not None and part(var, "step").pid, within=60)
    everybody = _family(process.pid)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert not [one for one in everybody if one.is_running()]


def test_what_a_killed_supervisor_left_running_is_ended_by_the_next_start(stack, var):
    process = stack()
    assert wait_until(lambda: is_ready(var), within=60)
    everybody = _family(process.pid)
    process.kill()
    process.wait()
    assert all(one.is_running() for one in everybody)
    said: list[str] = []
    clear_leftovers(RecordFolder(var).read(), said.append)
    assert wait_until(lambda: not any(_lives(one) for one in everybody), within=60)
    assert ["second" in said[0], "first" in said[1]] == [True, True]


def _lives(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def test_a_number_that_now_belongs_to_somebody_else_is_left_alone(var):
    mine = PartRecord("first", "running", os.getpid(), psutil.Process().create_time() - 1000)
    clear_leftovers(StackRecord(1, 0.0, "", parts=[mine]), print)
    assert mine.process() is None


def test_only_one_supervisor_holds_a_data_folder(var):
    folder = RecordFolder(var)
    with folder.hold():
        assert folder.hold() is None
    lock = folder.hold()
    assert lock is not None
    lock.close()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}', '{"parts": [{"unknown": 1}]}'])
def test_a_damaged_record_counts_as_none(var, content):
    RecordFolder(var).path.write_text(content)
    assert RecordFolder(var).read() is None
