"""Say what is told by a channel, and when."""

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from accounts.notices.domain.channel_states import CONFIRMED, PAUSED
from accounts.notices.errors import NotAsDescribed, WrongState
from accounts.notices.events import NoticeRuleEnded, NoticeRuleSet
from accounts.notices.gates import strange_kinds
from accounts.notices.models import Channel, NoticeRule
from accounts.trail.api import record
from fidus.lib import clock

MOST = 20


@transaction.atomic
def set_rule(
    *, channel: Channel, kinds: Collection[str], pace: str, by: User, rule: NoticeRule | None = None
) -> NoticeRule:
    """A rule of `by`, new or changed; it hears of what happens from now on. Raises NotAsDescribed, WrongState."""
    channel = Channel.objects.select_for_update(of=("self",)).select_related("owner").get(pk=channel.pk)
    if channel.owner_id != by.pk or (rule is not None and rule.owner_id != by.pk):
        raise NotAsDescribed("A rule is of its owner's own channels.")
    if channel.state not in (CONFIRMED, PAUSED):
        raise WrongState("Confirm the channel first.")
    if pace not in NoticeRule.Pace.values:
        raise NotAsDescribed("It is told at once, hourly or daily.")
    if not kinds:
        raise NotAsDescribed("Choose at least one kind of event.")
    if strange := strange_kinds(by, kinds):
        raise NotAsDescribed(f"You cannot hear of these: {', '.join(strange)[:200]}.")
    others = NoticeRule.objects.filter(owner=by, ended_at=None).exclude(pk=rule.pk if rule else None)
    if twice := sorted({kind for other in others.filter(channel=channel) for kind in other.kinds} & set(kinds)):
        raise NotAsDescribed(f"Another rule tells of these by the same channel: {', '.join(twice)[:200]}.")
    if rule is None and others.count() >= MOST:
        raise NotAsDescribed(f"Nobody has more than {MOST} rules; end one that is not needed.")
    told = {"channel": channel, "kinds": sorted(set(kinds)), "pace": pace}
    if rule is None:
        rule = NoticeRule.objects.create(owner=by, heard_from=clock.now(), **told)
    elif NoticeRule.objects.filter(pk=rule.pk, ended_at=None).update(**told) != 1:
        raise WrongState("This rule was ended.")
    else:
        rule.refresh_from_db()
    event = NoticeRuleSet(
        subject=rule.subject, client=None, owner=by.pk, channel=channel.label, kinds=tuple(rule.kinds), pace=pace
    )
    record(event, by=by)
    return rule


@transaction.atomic
def end_rule(rule: NoticeRule, *, by: User) -> None:
    """Nothing more is told by it; what waits already is sent. Raises WrongState."""
    if NoticeRule.objects.filter(pk=rule.pk, owner=by, ended_at=None).update(ended_at=clock.now()) != 1:
        raise WrongState("This rule was ended.")
    record(NoticeRuleEnded(subject=rule.subject, client=None, owner=by.pk, channel=rule.channel.label), by=by)
