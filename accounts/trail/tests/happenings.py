"""An invented event and its handlers, for tests."""

import time
from dataclasses import dataclass
from pathlib import Path

from accounts.trail.api import Event, RecordedEvent

HERE = "accounts.trail.tests.happenings"


@dataclass(frozen=True)
class BellRang(Event):
    diary: str = ""


def rang(diary: object = "", subject: str = "bell:1") -> BellRang:
    return BellRang(subject=subject, client=None, diary=str(diary))


def note(event: RecordedEvent) -> None:
    """Writes the event's id into the diary it names."""
    with Path(str(event.data["diary"])).open("a") as diary:
        diary.write(f"{event.id}\n")


def note_and_hang(event: RecordedEvent) -> None:
    """Hangs the first time, so that the process can be killed; finds its own note the second time."""
    seen = Path(str(event.data["diary"])).exists()
    note(event)
    if not seen:
        time.sleep(60)


def fail(event: RecordedEvent) -> None:
    raise ConnectionError("the bell has no rope")
