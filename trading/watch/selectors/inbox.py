"""How much was pushed that nobody has taken yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

_WAITING = """
select count(*), coalesce(sum(size), 0)::bigint, min(received_at) from watch_pushednews where put_aside_at is null
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    messages: int
    size: int  # bytes
    oldest: datetime | None


def waiting_news() -> Waiting:
    """One question; what was put aside waits no more."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        return Waiting(*cursor.fetchone())
