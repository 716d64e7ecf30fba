from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Least

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.watch.domain.breaker_states import OPEN
from trading.watch.domain.watch_states import REFUSED, RESTING, WATCHING
from trading.watch.events import BrokerLooksAsked
from trading.watch.models import Watch

# Whoever presses the button again and again, and however many do: an account is asked for once in so long.
AT_MOST_EVERY = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Of the accounts that were named, each in one of these; `due` are visited now, in the order they waited.

    `spared` of those due wait for a line whose breaker is open, until `spared_until` at the earliest.
    """

    at: datetime
    due: int
    just_seen: int
    spared: int
    spared_until: datetime | None
    refused: int
    unwatched: int


@transaction.atomic
def look_at_accounts(*, accounts: Iterable[int], by: User | None) -> Asked:
    """Make all of them due now that were not visited a moment ago; a refused login waits for a look of its own.

    What is being written right now keeps the turn that it is given there.
    """
    now, named = clock.now(), set(accounts)
    rows = list(
        Watch.objects.filter(pk__in=named).values_list(
            "pk", "state", "began_at", "asked_at", "line__state", "line__again_at"
        )
    )
    wanted: dict[int, tuple[str, datetime | None]] = {}
    just_seen = refused = resting = 0
    for pk, state, began_at, asked_at, line, again_at in rows:
        if state == RESTING:
            resting += 1
        elif state == REFUSED:
            refused += 1
        elif max((at for at in (began_at, asked_at) if at), default=now - AT_MOST_EVERY) > now - AT_MOST_EVERY:
            just_seen += 1
        else:
            wanted[pk] = (line, again_at)
    _make_due(wanted, now)
    spared = [again_at for line, again_at in wanted.values() if line == OPEN]
    if wanted:
        record(BrokerLooksAsked(subject="broker accounts", client=None, accounts=len(wanted)), by=by)
    return Asked(
        at=now, due=len(wanted), just_seen=just_seen, spared=len(spared),
        spared_until=min((at for at in spared if at), default=None), refused=refused,
        unwatched=len(named) - len(rows) + resting,
    )  # fmt: skip


def _make_due(accounts: Iterable[int], now: datetime) -> None:
    not_asked = Q(asked_at=None) | Q(asked_at__lte=F("began_at"))
    turns = Watch.objects.select_for_update(skip_locked=True, no_key=True)
    held = turns.filter(not_asked, pk__in=list(accounts), state=WATCHING, due_at__gt=now).order_by("pk")
    Watch.objects.filter(pk__in=list(held.values_list("pk", flat=True))).update(
        asked_at=now, due_at=Least("due_at", now)
    )
