"""Send a channel the code by which its owner shows that it reaches them."""

from datetime import timedelta

from django.db import transaction

from accounts.hooks.sealing import sealed
from accounts.models import User
from accounts.notices.domain.channel_states import PROPOSED
from accounts.notices.domain.codes import GOOD_FOR, new_code
from accounts.notices.domain.kinds import CODE
from accounts.notices.domain.notice_states import TABLE, WAITING
from accounts.notices.errors import WrongState
from accounts.notices.models import Channel, Notice
from fidus.lib import clock

# Whoever presses the button again and again floods nobody.
_AGAIN_AFTER = timedelta(seconds=30)
_MOST_A_DAY = 10


@transaction.atomic
def send_code(channel: Channel, *, by: User) -> Notice:
    """A new code is on its way, the old one is good no more. Raises WrongState."""
    channel = Channel.objects.select_for_update().get(pk=channel.pk)
    if channel.state != PROPOSED:
        raise WrongState("This channel is confirmed already, or removed.")
    now = clock.now()
    sent = channel.notices.filter(kind=CODE, happened_at__gt=now - timedelta(days=1))
    if sent.filter(happened_at__gt=now - _AGAIN_AFTER).exists() or sent.count() >= _MOST_A_DAY:
        raise WrongState("A code was sent already; wait a little before you ask for another.")
    channel.notices.filter(kind=CODE, state=WAITING).update(
        state=TABLE[WAITING, "drop"], error="A newer code was sent."
    )
    channel.code, channel.code_until, channel.code_tries = sealed(new_code()), now + GOOD_FOR, 0
    # A new code deserves a try, whatever became of the last.
    channel.not_before, channel.failures, channel.failing_since = None, 0, None
    channel.save(update_fields=["code", "code_until", "code_tries", "not_before", "failures", "failing_since"])
    return Notice.objects.create(channel=channel, kind=CODE, happened_at=now, urgent=True)
