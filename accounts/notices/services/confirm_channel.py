"""Confirm a channel by the code that was sent to it."""

from django.db import transaction

from accounts.hooks.sealing import opened
from accounts.models import User
from accounts.notices.domain.channel_states import CONFIRMED, TABLE
from accounts.notices.domain.codes import MOST_TRIES, is_it
from accounts.notices.errors import WrongCode, WrongState
from accounts.notices.events import ChannelConfirmed
from accounts.notices.models import Channel
from accounts.trail.api import record
from fidus.lib import clock


def confirm_channel(channel: Channel, *, code: str, by: User) -> Channel:
    """The channel, in use from now on; raises WrongCode, WrongState. A wrong code counts, whatever is raised."""
    confirmed = _try(channel, code, by)
    if confirmed is None:
        raise WrongCode("This is not the code that was sent. Look again, or have another one sent.")
    return confirmed


@transaction.atomic
def _try(channel: Channel, code: str, by: User) -> Channel | None:
    channel = Channel.objects.select_for_update().get(pk=channel.pk)
    new = TABLE.get((channel.state, "confirm"))
    if new != CONFIRMED:
        raise WrongState("This channel is confirmed already, or removed.")
    if not channel.code or channel.code_until is None or channel.code_until < clock.now():
        raise WrongCode("The code is not good any more; have another one sent.")
    if channel.code_tries >= MOST_TRIES:
        raise WrongCode("That was tried too often; have another code sent.")
    if not is_it(code, opened(channel.code)):
        channel.code_tries += 1
        channel.save(update_fields=["code_tries"])
        return None
    channel.state, channel.confirmed_at = new, clock.now()
    channel.code, channel.code_until = "", None
    channel.save(update_fields=["state", "confirmed_at", "code", "code_until"])
    event = ChannelConfirmed(
        subject=channel.subject, client=None, owner=channel.owner_id, way=channel.way, label=channel.label
    )
    record(event, by=by)
    return channel
