"""Folders in memory for servers whose data may be lost: those of a whole test run, which copies thousands of files."""

import os
import re
import shutil
from pathlib import Path

import psutil

from fidus.stack.postgres import Postgres

# Linux keeps this folder in memory; elsewhere there is none, and the disk does as well.
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own in it, which nobody else can guess or enter
# Bytes. A server takes less than a third of its part, even at its fullest; the tests themselves want the rest.
ROOM, ROOM_EACH = 2 * 2**30, 2**30
_LIMIT, _TAKEN = Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current")
_NAME = re.compile(r"fidus-tests-(\d+)-\w+")


def folder_in_memory(room: int, memory: Path = SHARED_MEMORY) -> Path | None:
    """A new folder for the servers of this process, None where `room` bytes are not free; what dead ones left goes."""
    if not memory.is_dir():
        return None
    for left in memory.glob("fidus-tests-*"):
        named = _NAME.fullmatch(left.name)
        if named and left.stat().st_uid == os.geteuid() and not psutil.pid_exists(int(named[1])):
            remove(left)
    if _free(memory) < room:
        return None
    folder = memory / f"fidus-tests-{os.getpid()}-{os.urandom(6).hex()}"
    # A server of root's runs as a user of its own, who has to pass.
    folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700)
    return folder


def remove(folder: Path) -> None:
    """Ends the servers below `folder`, too."""
    for data in folder.glob("*/postgres"):
        Postgres(data).stop()
    shutil.rmtree(folder, ignore_errors=True)


def _free(memory: Path) -> int:
    """Bytes: of the folder, of the machine, and of the container that this may be."""
    found = [shutil.disk_usage(memory).free, psutil.virtual_memory().available]
    limit = _LIMIT.read_text().strip() if _LIMIT.exists() else "max"
    if limit.isdigit():
        found.append(int(limit) - int(_TAKEN.read_text()))
    return min(found)
