"""Walk the chain of hashes and say where it breaks."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection, transaction

from accounts.trail.models import Seal, StoredEvent
from fidus.lib.hashchain import GENESIS, link

_CHUNK = 2000


@dataclass
class Findings:
    """What was found: `breaks` in the words a person needs, the newest seal, and how many events wait for one."""

    breaks: list[str] = field(default_factory=list)
    sealed: int = 0
    waiting: int = 0
    head: str = ""


def verify(anchor: str = "") -> Findings:
    """Check every link against the event it covers and the link before, in one snapshot.

    `anchor` is an earlier head ("NUMBER:HASH"), kept outside the database: only with it does a chain show that was cut
    off at its end or written anew as a whole.
    """
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
        return _walk(anchor)


def _walk(anchor: str) -> Findings:
    findings = Findings()
    wanted_number, _, wanted_hash = anchor.partition(":")
    previous, number = GENESIS, 0
    for seal, event in _links():
        if seal.number != number + 1:
            findings.breaks.append(f"after seal {number} comes seal {seal.number}: links were removed")
        elif event is None:
            findings.breaks.append(f"seal {seal.number}: event {seal.event} is missing")
        elif link(previous, event.as_recorded().content()) != bytes(seal.hash):
            findings.breaks.append(f"seal {seal.number}: event {seal.event} or its seal was changed")
        previous, number = bytes(seal.hash), seal.number
        if str(number) == wanted_number:
            if previous.hex() != wanted_hash:
                findings.breaks.append(f"seal {number} is not the one the anchor names: the chain was written anew")
            wanted_number = ""
        findings.sealed += 1
    if wanted_number:
        findings.breaks.append(
            f"the anchor names seal {wanted_number}, the chain ends at {number}: its end was removed"
        )
    findings.waiting = StoredEvent.objects.count() - findings.sealed
    findings.head = f"{number}:{previous.hex()}"
    return findings


def _links() -> Iterator[tuple[Seal, StoredEvent | None]]:
    reached = 0
    while seals := list(Seal.objects.filter(number__gt=reached).order_by("number")[:_CHUNK]):
        events = StoredEvent.objects.in_bulk([seal.event for seal in seals])
        for seal in seals:
            yield seal, events.get(seal.event)
        reached = seals[-1].number
