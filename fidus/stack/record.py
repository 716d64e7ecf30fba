"""What a running stack writes down about itself in var/stack/: who runs, since when; and the lock of the one."""

import fcntl
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Literal

import psutil

PartState = Literal["waiting", "starting", "running", "done", "restarting", "stopped", "failed"]


@dataclass
class PartRecord:
    """One part: its process (number and birth, for numbers are used again), and how often it had to be restarted."""

    name: str
    state: PartState = "waiting"
    pid: int | None = None
    born: float | None = None
    restarts: int = 0

    def process(self) -> psutil.Process | None:
        return living(self.pid, self.born)


@dataclass
class StackRecord:
    """The whole: the supervisor's process, the address, and every part in the order of starting."""

    pid: int
    born: float
    address: str
    phase: Literal["starting", "ready", "stopping", "stopped", "failed"] = "starting"
    message: str = ""
    parts: list[PartRecord] = field(default_factory=list)
    live_port: int | None = None

    def supervisor(self) -> psutil.Process | None:
        return living(self.pid, self.born)


def living(pid: int | None, born: float | None) -> psutil.Process | None:
    """The process with this number and birth, unless it has ended."""
    if pid is None or born is None:
        return None
    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - born) < 1
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.Error:
        return None


class RecordFolder:
    """Reads and writes the record; `hold` is the lock that only one supervisor of a data folder can have."""

    def __init__(self, var: Path) -> None:
        self.folder = var / "stack"
        self.path = self.folder / "record.json"

    def read(self) -> StackRecord | None:
        try:
            found = json.loads(self.path.read_text())
            parts = [PartRecord(**part) for part in found.pop("parts")]
            return StackRecord(**found, parts=parts)
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def write(self, record: StackRecord) -> None:
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(record), indent=1))
        fresh.replace(self.path)

    def hold(self) -> IO[str] | None:
        """The lock as an open file, or None while another supervisor holds it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (self.folder / "lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return None
        os.set_inheritable(lock.fileno(), False)
        return lock

    def is_held(self) -> bool:
        lock = self.hold()
        if lock:
            lock.close()
        return lock is None
