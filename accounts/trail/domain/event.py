"""What an event is: something that happened, about a subject, perhaps to a client."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

from fidus.lib.money import Money


class NotPlain(TypeError):
    """A value that an event cannot carry."""


@dataclass(frozen=True)
class Event:
    """Base of every app's events: a class in the past tense whose further fields say what happened.

    `subject` is what it happened to, as the office says it ("INV-0147") or as kind and id ("user:7"); `client` is the
    id of the client it concerns, if one.
    """

    subject: str
    client: int | None

    @property
    def kind(self) -> str:
        return type(self).__name__

    def data(self) -> dict[str, object]:
        """The fields beyond subject and client, as JSON can hold them; raises NotPlain."""
        names = (field.name for field in fields(self) if field.name not in {"subject", "client"})
        return {name: plain(getattr(self, name)) for name in names}


@dataclass(frozen=True)
class RecordedEvent:
    """An event as the trail holds it."""

    id: int
    kind: str
    subject: str
    client: int | None
    actor: int | None
    actor_label: str
    data: dict[str, object]
    recorded_at: datetime

    def content(self) -> dict[str, object]:
        """What the chain of hashes covers: all of it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "subject": self.subject,
            "client": self.client,
            "actor": self.actor,
            "actor_label": self.actor_label,
            "data": self.data,
            "recorded_at": self.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        }


def plain(value: object) -> object:
    """`value` as JSON holds it without loss: decimals and dates as text, money as amount and currency; no floats."""
    match value:
        case Enum():
            return plain(value.value)
        case None | bool() | int() | str():
            return value
        case Decimal() | UUID():
            return str(value)
        case Money():
            return {"amount": str(value.amount), "currency": value.currency}
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): plain(part) for key, part in value.items()}
        case list() | tuple():
            return [plain(part) for part in value]
    raise NotPlain(f"an event cannot carry {value!r}")
