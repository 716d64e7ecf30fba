"""Turn new events of the trail into notices: one for each rule that wants it and whose owner may hear of it."""

from collections.abc import Iterable, Iterator

from django.db import transaction

from accounts.models import ClientMembership, User
from accounts.notices import registry
from accounts.notices.domain.channel_states import CONFIRMED
from accounts.notices.domain.timing import AT_ONCE, due_at, quiet_ends
from accounts.notices.gates import may_hear
from accounts.notices.models import Notice, NoticeReach, NoticeRule
from accounts.notices.selectors import timing_of
from accounts.trail.api import RecordedEvent, newest_seal, sealed_events
from fidus.lib import clock

STEP = 500


def queue_notices() -> int:
    """How many notices were made of what was sealed since the last time; any number of processes may run it at once.

    It asks the database alone. Whether the owner may hear of it is asked here and again when it is sent.
    """
    made = 0
    while (step := _queue_step()) is not None:
        made += step
    return made


@transaction.atomic
def _queue_step() -> int | None:
    """The notices of the next stretch; None where there is nothing left, or another process is at it."""
    reach = NoticeReach.objects.select_for_update(skip_locked=True).first()
    # Before the rules are read: one that was made before an event is then always among them.
    newest = newest_seal()
    if reach is None or reach.seal >= newest:
        return None
    rules = list(NoticeRule.objects.filter(ended_at=None, channel__state=CONFIRMED).select_related("owner"))
    until = min(newest, reach.seal + STEP) if rules else newest
    wanted = {kind for rule in rules for kind in rule.kinds} & registry.kinds().keys()
    events = sealed_events(after=reach.seal, until=until, kinds=wanted) if wanted else []
    notices = [notice for rule in rules for notice in _notices(rule, events)]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    NoticeReach.objects.filter(pk=reach.pk).update(seal=until)
    return len(notices)


def _notices(rule: NoticeRule, events: Iterable[RecordedEvent]) -> Iterator[Notice]:
    heard = [event for event in events if event.kind in rule.kinds and event.recorded_at >= rule.heard_from]
    if not heard:
        return
    timing, theirs, now = timing_of(rule.owner), _clients_of(rule.owner), clock.now()
    for event in heard:
        kind = registry.kinds()[event.kind]
        if theirs is not None and not kind.own and event.client not in theirs:
            continue
        if not may_hear(rule.owner, event.kind, event.subject):
            continue
        when = due_at(now, rule.pace, timing)
        passes = kind.urgent and timing.urgent_passes
        yield Notice(
            rule=rule,
            channel_id=rule.channel_id,
            kind=event.kind,
            event=event.id,
            about=event.subject[:200],
            happened_at=event.recorded_at,
            pace=rule.pace,
            urgent=kind.urgent,
            due_at=when if passes and rule.pace == AT_ONCE else quiet_ends(when, timing),
        )


def _clients_of(owner: User) -> set[int] | None:
    """Whose events the owner could hear of; None where all may be theirs to see."""
    if owner.is_staff:
        return None
    return set(ClientMembership.objects.filter(user=owner).values_list("client", flat=True))
