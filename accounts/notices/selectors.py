"""Reading channels, rules and notices for pages."""

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from accounts.notices.domain import channel_states, figure_alert_states
from accounts.notices.domain.notice_states import DEAD, WAITING
from accounts.notices.domain.timing import Timing
from accounts.notices.models import Channel, FigureAlert, Habits, Notice, NoticeRule


def channels_of(user: User) -> QuerySet[Channel]:
    """Somebody's own, without those that were removed; with how many notices wait and were not sent."""
    return counted(Channel.objects.filter(owner=user).exclude(state=channel_states.REMOVED)).select_related("owner")


def counted(channels: QuerySet[Channel]) -> QuerySet[Channel]:
    """`channels` with `waiting` and `dead`."""
    return channels.annotate(
        waiting=Count("notices", filter=Q(notices__state=WAITING)),
        dead=Count("notices", filter=Q(notices__state=DEAD)),
    )


def usable_channels(user: User) -> QuerySet[Channel]:
    """Those by which something can be told now."""
    return Channel.objects.filter(owner=user, state=channel_states.CONFIRMED).order_by("pk")


def rules_of(user: User) -> QuerySet[NoticeRule]:
    """Somebody's own that hold."""
    return NoticeRule.objects.filter(owner=user, ended_at=None).select_related("channel__owner")


def figure_alerts_of(user: User) -> QuerySet[FigureAlert]:
    """Somebody's own, without those that were removed."""
    rows = FigureAlert.objects.filter(owner=user).exclude(state=figure_alert_states.REMOVED)
    return rows.select_related("channel")


def notices_of(user: User) -> QuerySet[Notice]:
    """What was told to somebody, or is to be, the newest first."""
    return Notice.objects.filter(channel__owner=user).select_related("channel").order_by("-pk")


def timing_of(user: User) -> Timing:
    """When somebody wants to hear; the usual where they never said."""
    habits = Habits.objects.filter(user=user).first()
    return habits.timing if habits else Timing()


def dead_notices() -> QuerySet[Notice]:
    """Those that were given up, of whoever's channels, the newest first."""
    return Notice.objects.filter(state=DEAD).select_related("channel__owner").order_by("-pk")


def paused_by_us(user: User) -> QuerySet[Channel]:
    """Channels of somebody's that fail: their owner has to look."""
    return Channel.objects.filter(owner=user, state=channel_states.PAUSED, failing_since__isnull=False)
