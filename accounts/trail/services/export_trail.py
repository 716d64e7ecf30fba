"""Take events of the trail out of the house."""

import json

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from accounts.trail.events import TrailExported
from accounts.trail.models import StoredEvent
from accounts.trail.services.record import record
from fidus.lib.spreadsheet import as_csv

HEAD = ["event", "recorded at", "kind", "subject", "client", "by", "data"]


@transaction.atomic
def export_trail(events: QuerySet[StoredEvent], *, filters: str, by: AbstractBaseUser) -> bytes:
    """The events as CSV, `filters` saying how they were chosen; that they were taken out is itself an event."""
    rows = [_row(event) for event in events.select_related("client").iterator(chunk_size=2000)]
    record(TrailExported(subject="trail", client=None, events=len(rows), filters=filters[:500]), by=by)
    return as_csv(HEAD, rows)


def _row(event: StoredEvent) -> list[str | int]:
    client = event.client.number if event.client else ""
    data = json.dumps(event.data, ensure_ascii=False, sort_keys=True)
    return [event.pk, event.recorded_at.isoformat(), event.kind, event.subject, client, event.actor_label, data]
