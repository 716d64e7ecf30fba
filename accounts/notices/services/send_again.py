"""Send notices that were given up once more, or let them be."""

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.models import User
from accounts.notices.domain.channel_states import CONFIRMED
from accounts.notices.domain.kinds import CODE
from accounts.notices.domain.notice_states import DEAD, TABLE
from accounts.notices.errors import WrongState
from accounts.notices.events import DeadNoticesGivenUp, NoticesSentAgain
from accounts.notices.models import Channel, Notice
from accounts.trail.api import record


@transaction.atomic
def send_again(channel: Channel, notices: QuerySet[Notice], *, by: User) -> int:
    """How many of the dead `notices` of `channel` are due now with all their attempts; raises WrongState where none is.

    Whether its owner may hear of them is asked again when they are sent.
    """
    channel = Channel.objects.select_for_update().get(pk=channel.pk)
    if channel.state != CONFIRMED:
        raise WrongState("Take the channel into use first.")
    dead = notices.filter(channel=channel, state=DEAD).exclude(kind=CODE)
    count = dead.update(state=TABLE[DEAD, "send_again"], attempts=0, due_at=Now(), lease=None)
    if not count:
        raise WrongState("There is nothing here that could be sent again.")
    Channel.objects.filter(pk=channel.pk).update(not_before=None)
    record(NoticesSentAgain(subject=channel.subject, client=None, notices=count), by=by)
    return count


@transaction.atomic
def give_up(channel: Channel, notices: QuerySet[Notice], *, reason: str, by: User) -> int:
    """How many dead `notices` of `channel` wait for nobody any more; raises WrongState where none does."""
    channel = Channel.objects.select_for_update().get(pk=channel.pk)
    count = notices.filter(channel=channel, state=DEAD).update(state=TABLE[DEAD, "drop"])
    if not count:
        raise WrongState("There is no notice here that was not sent.")
    record(DeadNoticesGivenUp(subject=channel.subject, client=None, notices=count, reason=reason), by=by)
    return count
