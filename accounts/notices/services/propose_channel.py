"""Propose a channel: it is used once its owner has shown that it reaches them."""

import json
from collections.abc import Mapping

from django.db import transaction

from accounts.hooks.sealing import sealed
from accounts.models import User
from accounts.notices.domain.channel_states import REMOVED
from accounts.notices.domain.ways import EMAIL, WAYS, faults, hint
from accounts.notices.errors import NotAsDescribed
from accounts.notices.events import ChannelConfirmed, ChannelProposed
from accounts.notices.gates import may_have_notices
from accounts.notices.models import Channel
from accounts.notices.services.send_code import send_code
from accounts.trail.api import record
from fidus.lib import clock

# More of them than anybody can look after.
MOST = 8


@transaction.atomic
def propose_channel(*, way: str, label: str, given: Mapping[str, str], by: User) -> Channel:
    """A channel of `by`, with a code on its way to it; e-mail is in use at once, since signing in has confirmed it.

    `given` is what the way asks for. Raises NotAsDescribed.
    """
    if way not in WAYS:
        raise NotAsDescribed("There is no such way of telling.")
    if wrong := faults(way, given):
        raise NotAsDescribed(" ".join(wrong.values()))
    # Locked, so that a suspension that goes on meanwhile is either seen or waits.
    owner = User.objects.select_for_update().get(pk=by.pk)
    if not may_have_notices(owner):
        raise NotAsDescribed("This login cannot have notices.")
    standing = Channel.objects.filter(owner=owner).exclude(state=REMOVED)
    if standing.count() >= MOST:
        raise NotAsDescribed(f"Nobody has more than {MOST} channels; remove one that is not needed.")
    if way == EMAIL and standing.filter(way=EMAIL).exists():
        raise NotAsDescribed("There is a channel for e-mail already.")
    now, by_mail = clock.now(), way == EMAIL
    channel = Channel.objects.create(
        owner=owner,
        way=way,
        label=label,
        secret="" if by_mail else sealed(json.dumps(dict(given))),
        hint=hint(way, given),
        state=Channel.State.CONFIRMED if by_mail else Channel.State.PROPOSED,
        confirmed_at=now if by_mail else None,
        made_at=now,
    )
    told = {"subject": channel.subject, "client": None, "owner": owner.pk, "way": way, "label": label}
    record(ChannelProposed(**told, hint=channel.hint), by=by)
    if by_mail:
        record(ChannelConfirmed(**told), by=by)
    else:
        send_code(channel, by=by)
    return channel
