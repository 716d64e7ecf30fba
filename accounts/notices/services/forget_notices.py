"""Forget notices that nobody will ask for again."""

from datetime import datetime, timedelta

from accounts.notices.domain.notice_states import DEAD, DROPPED, SENT
from accounts.notices.models import Notice
from fidus.lib import clock

KEPT = {SENT: timedelta(days=60), DROPPED: timedelta(days=30), DEAD: timedelta(days=180)}
BATCH = 5_000


def forget_notices(*, as_of: datetime | None = None) -> int:
    """How many were forgotten, in small transactions; safe to run at any time. The trail keeps the events."""
    now, forgotten = as_of or clock.now(), 0
    for state, kept in KEPT.items():
        old = Notice.objects.filter(state=state, happened_at__lt=now - kept)
        while batch := list(old.values_list("pk", flat=True)[:BATCH]):
            forgotten += Notice.objects.filter(pk__in=batch, state=state).delete()[0]
    return forgotten
