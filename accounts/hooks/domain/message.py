"""What a message says: that something happened, and where it can be looked up; never what (docs/adr/0035)."""

import json
from datetime import UTC, datetime

API_VERSION = "v1"
# What a test message says in place of an event's kind.
TEST = "TestSent"


def message_body(*, kind: str, happened_at: datetime, event: int | None, url: str | None, environment: str) -> bytes:
    """The body as it is signed and sent; `url` is the subject's address in the API, `event` the trail's number."""
    said = {
        "type": kind,
        "timestamp": happened_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "api_version": API_VERSION,
        "environment": environment,
        "data": {"event": event, "url": url},
    }
    return json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode()


def key_of(subject: str, *, by_number: bool) -> str:
    """What the API calls the subject of an event: `INV-0147` itself, of `client:100417` what follows.

    `by_number` where the API counts such records: of `CASE-0007` the 7.
    """
    key = subject.rpartition(":")[2]
    return key.rpartition("-")[2].lstrip("0") if by_number else key
