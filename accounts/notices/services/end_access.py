"""Stop telling somebody anything where they do not sign in: the wiring's ACCESS_ENDS."""

from contextlib import suppress

from django.db import transaction

from accounts.models import User
from accounts.notices.domain.channel_states import CONFIRMED, PROPOSED
from accounts.notices.errors import WrongState
from accounts.notices.models import Channel
from accounts.notices.services.move_channel import move_channel

WHY = "the person's access was ended"


@transaction.atomic
def end_access(user: User) -> None:
    """Every channel of `user` is paused until they come back and resume it; what was never confirmed is gone."""
    for channel in Channel.objects.filter(owner=user, state__in=(CONFIRMED, PROPOSED)).order_by("pk"):
        with suppress(WrongState):
            move_channel(channel, "pause" if channel.state == CONFIRMED else "remove", why=WHY, by=None)
