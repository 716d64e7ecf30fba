"""Accounts that FIDUS may trade and cannot, now, and why: by what is on record, nothing is asked of any broker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from fidus.lib import clock
from trading.connections.models import Connection
from trading.monitor.domain.figures import STALE_AFTER
from trading.monitor.selectors.accounts import SHORT

MOST = 50


@dataclass(frozen=True, slots=True)
class Untradable:
    account_id: int
    label: str
    broker: str
    why: str
    since: datetime | None


def untradable() -> Sequence[Untradable]:
    """One query; accounts that are looked at only, and disabled ones, are none of it."""
    now = clock.now()
    wrong = (
        Q(paused_at__isnull=False)
        | Q(gateway__disabled_at__isnull=False)
        | Q(expires_at__lte=now)
        | Q(account__standing__isnull=True)
        | Q(account__standing__seen_at__lt=now - STALE_AFTER)
        | Q(account__standing__may_trade=False)
    )
    rows = Connection.objects.filter(wrong, may_trade=True, account__disabled_at=None).select_related(
        "account__standing", "gateway"
    )
    return [_told(row, now) for row in rows.order_by("account__broker", "account__login", "pk")[:MOST]]


def _told(row: Connection, now: datetime) -> Untradable:
    account = row.account
    standing = getattr(account, "standing", None)
    seen = standing.seen_at if standing else None
    if row.paused_at is not None:
        why, since = f"Its connection is paused: {row.pause_reason}", row.paused_at
    elif row.gateway is not None and row.gateway.disabled_at is not None:
        why, since = f"{row.gateway.name} is disabled", row.gateway.disabled_at
    elif row.expires_at is not None and row.expires_at <= now:
        why, since = "Nobody has logged in today", row.expires_at
    elif standing is None:
        why, since = "It was never seen yet", row.connected_at
    elif standing.seen_at < now - STALE_AFTER:
        why, since = "Its figures are too old to decide by", seen
    else:
        why, since = "The broker lets this login look only", seen
    return Untradable(account.pk, f"{SHORT[account.platform]} {account.login}", account.broker, why, since)
