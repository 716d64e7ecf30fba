"""Files that programs on our machines drop: each is taken once, and lies in the end among those taken or refused.

A folder for each strategy whose door for files is open: `in`, where files appear by a rename (names that begin with a
dot or end in .tmp or .part are still being written), `taking`, `taken` and `refused`, there with the reason.
"""

import os
import stat
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from trading.signals.domain.door_states import DoorState
from trading.signals.domain.reading import LARGEST_BODY
from trading.signals.models import Door, RawSignal
from trading.signals.services.receive_signal import Receipt, receive_signal

_UNFINISHED = (".tmp", ".part")
_PLACES = ("in", "taking", "taken", "refused")


def folder_of(strategy: str) -> Path:
    """Where files of the strategy are dropped."""
    return Path(settings.VAR_DIR) / "signals" / strategy


def take_dropped_files() -> int:
    """How many files were taken or refused now; what a run that died left half done is taken up first."""
    taken = 0
    for door in Door.objects.select_related("strategy").filter(kind=Door.Kind.FILE, state=DoorState.OPEN):
        folder = folder_of(door.strategy.code)
        for place in _PLACES:
            (folder / place).mkdir(parents=True, exist_ok=True)
        for file in [*sorted((folder / "taking").iterdir()), *_claimed(folder)]:
            taken += _take(door, folder, file)
    return taken


def _claimed(folder: Path) -> Iterator[Path]:
    """Files under a name that nobody else gives: whoever renames first has it."""
    for file in sorted((folder / "in").iterdir()):
        if file.name.startswith(".") or file.name.endswith(_UNFINISHED):
            continue
        mine = folder / "taking" / f"{uuid.uuid4().hex}-{file.name[:100]}"
        try:
            file.rename(mine)
        except FileNotFoundError:
            continue
        yield mine


def _take(door: Door, folder: Path, file: Path) -> int:
    try:
        body = _read(file)
    except FileNotFoundError:
        return 0
    except OSError as error:
        return _put_aside(file, folder, f"It is no file that can be read: {error.strerror}.")
    receipt = receive_signal(door=door, body=body, address=file.name[33:], delivery=file.name)
    if receipt.outcome == RawSignal.Outcome.REFUSED:
        return _put_aside(file, folder, _reason(receipt))
    return _move(file, folder / "taken" / file.name)


def _read(file: Path) -> bytes:
    """The beginning of a plain file; nobody leads us elsewhere by a link."""
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as opened:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(0, "not a plain file")
        return opened.read(LARGEST_BODY + 1)


def _reason(receipt: Receipt) -> str:
    return f"{receipt.reason} {receipt.pointer}".strip()


def _put_aside(file: Path, folder: Path, reason: str) -> int:
    (folder / "refused" / f"{file.name}.reason.txt").write_text(f"{reason}\n")
    return _move(file, folder / "refused" / file.name)


def _move(file: Path, where: Path) -> int:
    try:
        file.rename(where)
    except FileNotFoundError:
        return 0
    return 1
