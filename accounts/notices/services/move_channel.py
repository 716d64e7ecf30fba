"""Pause a channel, take it into use again, or remove it."""

from django.db import transaction

from accounts.models import User
from accounts.notices.domain import figure_alert_states, notice_states
from accounts.notices.domain.channel_states import CONFIRMED, PAUSED, REMOVED, TABLE
from accounts.notices.errors import WrongState
from accounts.notices.events import ChannelPaused, ChannelRemoved, ChannelResumed
from accounts.notices.gates import may_have_notices
from accounts.notices.models import Channel, FigureAlert, Notice, NoticeRule
from accounts.trail.api import Event, record
from fidus.lib import clock


@transaction.atomic
def move_channel(channel: Channel, action: str, *, why: str = "", by: User | None) -> Channel:
    """The channel after "pause" or "remove", which drop what waits for it, or "resume"; raises WrongState.

    `by` None is the system itself: a channel that fails, a person whose access ended. Removing ends its rules.
    """
    channel = Channel.objects.select_for_update(of=("self",)).select_related("owner").get(pk=channel.pk)
    new = TABLE.get((channel.state, action))
    if new is None or action == "confirm":
        raise WrongState(f"{channel} is {channel.get_state_display().lower()}; that cannot be done now.")
    if new == CONFIRMED and not may_have_notices(channel.owner):
        raise WrongState("Its owner cannot have notices.")
    channel.state, channel.why = new, "" if new == CONFIRMED else why or "its owner did it"
    if new == CONFIRMED:
        channel.failures, channel.failing_since, channel.not_before = 0, None, None
    if new == REMOVED:
        channel.secret, channel.code, channel.code_until = "", "", None
    channel.save(
        update_fields=["state", "why", "failures", "failing_since", "not_before", "secret", "code", "code_until"]
    )
    if new != CONFIRMED:
        waiting = Notice.objects.filter(channel=channel, state=notice_states.WAITING)
        words = f"The channel was {'paused' if new == PAUSED else 'removed'}: {channel.why}"
        waiting.update(state=notice_states.TABLE[notice_states.WAITING, "drop"], error=words[:300])
    if new == REMOVED:
        NoticeRule.objects.filter(channel=channel, ended_at=None).update(ended_at=clock.now())
        standing = FigureAlert.objects.filter(channel=channel).exclude(state=figure_alert_states.REMOVED)
        standing.update(state=figure_alert_states.REMOVED)
    record(_happened(channel, by), by=by)
    return channel


def _happened(channel: Channel, by: User | None) -> Event:
    told = {"subject": channel.subject, "client": None, "owner": channel.owner_id, "label": channel.label}
    if channel.state == PAUSED:
        return ChannelPaused(**told, why=channel.why, by_us=by is None)
    return ChannelResumed(**told) if channel.state == CONFIRMED else ChannelRemoved(**told)
