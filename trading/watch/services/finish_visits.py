"""Write what visits brought, and give each account its next turn: all of it or nothing, and only while it is ours."""

from __future__ import annotations

import logging
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from accounts.trail.api import Event, record
from fidus.lib import clock
from trading.events import subject_of
from trading.watch.domain.pace import Failure, Pace
from trading.watch.domain.sighting import Sighting
from trading.watch.domain.visits import (
    FOUND,
    LOGIN_REFUSED,
    LOST,
    Failed,
    NextTurn,
    Turn,
    after_failed,
    after_sighting,
)
from trading.watch.events import BrokerAccountFound, BrokerAccountLost, BrokerLoginRefused
from trading.watch.models import Watch
from trading.watch.services.claim_visits import Claim
from trading.watch.services.follow_gateways import follow_gateways
from trading.watch.services.take_sightings import Taken, take_sightings

logger = logging.getLogger(__name__)

# What was asked for, or set up anew, after the visit began is not answered by it: its turn is now. A moment that is
# still to come (a clock that is wrong, another hour that the demo was built at) is none: its turn would never end.
_NEXT = """
update watch_watch w
   set lease = null, leased_until = null, state = t.state, interval = t.interval, failures = t.failures,
       failure_kind = t.kind, failure_code = t.code, failure_words = t.words,
       failed_at = case when t.seen then w.failed_at else clock_timestamp() end,
       seen_at = case when t.seen then w.began_at else w.seen_at end,
       deep_at = case when t.deep then w.began_at else w.deep_at end,
       unreachable_since = case when t.lost is null then w.unreachable_since when t.lost then clock_timestamp() end,
       due_at = case when greatest(w.asked_at, w.connected_at) > w.began_at
                      and greatest(w.asked_at, w.connected_at) < clock_timestamp() + interval '5 seconds'
                     then clock_timestamp()
                     else case when t.seen then w.began_at else clock_timestamp() end + t.wait * interval '1 second' end
  from unnest(%s::bigint[], %s::text[], %s::int[], %s::int[], %s::text[], %s::text[], %s::text[], %s::boolean[],
              %s::boolean[], %s::boolean[], %s::float8[])
       as t(account_id, state, interval, failures, kind, code, words, seen, deep, lost, wait)
 where w.account_id = t.account_id
"""


@dataclass(frozen=True, slots=True)
class Finished:
    """A visit that ended, either way."""

    claim: Claim
    result: Sighting | Failed


def finish_visits(visits: Sequence[Finished]) -> dict[int, Taken]:
    """What was taken, by account id; a visit whose lease is somebody else's by now leaves nothing behind.

    What one broker tells that cannot be kept is no reason to lose the others': then they are written one by one.
    """
    try:
        return _finish(visits)
    except Exception as error:
        if len(visits) > 1:
            logger.warning("Visits are written one by one: %s", type(error).__name__)
            return {pk: taken for visit in visits for pk, taken in finish_visits([visit]).items()}
        (visit,) = visits
        if isinstance(visit.result, Failed):
            raise
        logger.exception("What was seen of account %s cannot be kept", visit.claim.account_id)
        told = Failed(Failure.NOT_KEPT, type(error).__name__, "what the broker told cannot be kept; see the log")
        return _finish([Finished(visit.claim, told)])


def _finish(visits: Sequence[Finished]) -> dict[int, Taken]:
    with transaction.atomic():
        watches = _ours(visits)
        mine = [visit for visit in visits if visit.claim.account_id in watches]
        taken = take_sightings([visit.result for visit in mine if isinstance(visit.result, Sighting)])
        _give_next_turns(mine, watches, taken)
        by_line: dict[str, list[Failed | None]] = defaultdict(list)
        for visit in mine:
            by_line[visit.claim.line].append(visit.result if isinstance(visit.result, Failed) else None)
        follow_gateways(by_line)
    return taken


def _ours(visits: Sequence[Finished]) -> dict[int, Watch]:
    """Those whose lease we still hold, locked in one order."""
    leases = {visit.claim.account_id: visit.claim.lease for visit in visits}
    locked = Watch.objects.select_for_update(no_key=True).filter(pk__in=leases, lease__in=leases.values())
    return {watch.pk: watch for watch in locked.order_by("pk") if watch.lease == leases[watch.pk]}


def _give_next_turns(visits: Sequence[Finished], watches: dict[int, Watch], taken: dict[int, Taken]) -> None:
    now, pace = clock.now(), Pace(settings.WATCH_SECONDS, settings.WATCH_IDLE_SECONDS, settings.WATCH_PUSHED_SECONDS)
    rows = []
    for visit in visits:
        watch, result = watches[visit.claim.account_id], visit.result
        turn = _turn(watch)
        share = random.random()  # noqa: S311 - spreads turns, protects nothing
        if isinstance(result, Sighting):
            following = after_sighting(turn, result, pace, share)
            told = taken.get(watch.pk)
            words = _words(result.remark, told.fault if told else "")
        else:
            following = after_failed(turn, result, now, share, watch.interval)
            words = (result.kind.value, result.code, result.words)
        lost = True if LOST in following.news else False if FOUND in following.news else None
        seen = isinstance(result, Sighting)
        rows.append((
            watch.pk, following.state, round(following.interval), following.failures, *words, seen,
            seen and visit.claim.deep, lost, following.wait,
        ))  # fmt: skip
        _record(watch, result, following, now)
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_NEXT, [list(column) for column in zip(*rows, strict=True)])


def _words(remark: str, fault: str) -> tuple[str, str, str]:
    """Kind, code and words of what is to be told of a visit that succeeded."""
    kind = "history" if fault else "remark" if remark else ""
    return kind, "", " ".join(text for text in (remark, fault) if text)


def _turn(watch: Watch) -> Turn:
    known = [at for at in (watch.seen_at, watch.connected_at) if at is not None]
    return Turn(
        state=watch.state,
        failures=watch.failures,
        failure_kind=watch.failure_kind,
        tried_since=max(known, default=watch.due_at),
        unreachable_since=watch.unreachable_since,
    )


def _record(watch: Watch, result: Sighting | Failed, following: NextTurn, now: datetime) -> None:
    subject = subject_of(watch.pk)
    events: list[Event] = []
    if isinstance(result, Failed):
        if LOGIN_REFUSED in following.news:
            events.append(BrokerLoginRefused(subject=subject, client=None, words=result.words, code=result.code))
        if LOST in following.news:
            since = (watch.seen_at or watch.connected_at or now).isoformat()
            lost = BrokerAccountLost(subject=subject, client=None, failure=result.kind, words=result.words, since=since)
            events.append(lost)
    elif FOUND in following.news and watch.unreachable_since:
        found = BrokerAccountFound(subject=subject, client=None, lost_at=watch.unreachable_since.isoformat())
        events.append(found)
    for event in events:
        record(event, by=None)
