"""Forget what nobody will ask for again: kept answers, and tokens that have expired."""

from datetime import datetime, timedelta

from oauth2_provider.models import clear_expired

from accounts.gateway.domain.idempotency import KEPT_DAYS
from accounts.gateway.models import IdempotentCall
from fidus.lib import clock

BATCH = 5_000


def forget_old(*, as_of: datetime | None = None) -> int:
    """How many kept answers were forgotten, in small transactions; safe to run at any time, and twice."""
    before = (as_of or clock.now()) - timedelta(days=KEPT_DAYS)
    old = IdempotentCall.objects.filter(answered_at__lt=before)
    forgotten = 0
    while batch := list(old.values_list("pk", flat=True)[:BATCH]):
        forgotten += IdempotentCall.objects.filter(pk__in=batch).delete()[0]
    clear_expired()
    return forgotten
