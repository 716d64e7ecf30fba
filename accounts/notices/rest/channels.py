"""Channels over the API: secrets go in and never come out."""

from typing import Any

from rest_framework import serializers

from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import operation
from accounts.models import User
from accounts.notices.domain.channel_states import REMOVED
from accounts.notices.domain.notice_states import DEAD
from accounts.notices.domain.ways import WAYS, Way
from accounts.notices.gates import PERMISSION
from accounts.notices.models import Channel
from accounts.notices.rest.own import Own
from accounts.notices.selectors import counted
from accounts.notices.services.confirm_channel import confirm_channel
from accounts.notices.services.move_channel import move_channel
from accounts.notices.services.propose_channel import propose_channel
from accounts.notices.services.send_again import send_again
from accounts.notices.services.send_code import send_code
from accounts.notices.services.send_test import send_test


class ChannelRecord(Record):
    """By what the caller is told."""

    leads_to = serializers.CharField(help_text="As far as it is shown.")
    waiting = serializers.IntegerField(help_text="Notices that are still to be sent.")
    dead = serializers.IntegerField(help_text="Notices that were not sent.")

    class Meta:
        model = Channel
        fields = (
            "id", "way", "label", "leads_to", "state", "why", "made_at", "confirmed_at", "sent_at", "failing_since",
            "waiting", "dead",
        )  # fmt: skip


def _asked(way: Way) -> str:
    return ", ".join(ask.name for ask in way.asks) or "nothing"


class NewChannel(Order):
    """A channel to propose: `given` is what its way asks for."""

    way = serializers.ChoiceField([(name, way.title) for name, way in WAYS.items()])
    label = serializers.CharField(max_length=80)
    given = serializers.DictField(
        child=serializers.CharField(max_length=300),
        default=dict,
        help_text="; ".join(f"{name}: {_asked(way)}" for name, way in WAYS.items()),
    )


class Code(Order):
    """The code that came by the channel."""

    code = serializers.CharField(max_length=20)


class Channels(Own):
    """Channels of notices: where you are told of what happens."""

    queryset = counted(Channel.objects.exclude(state=REMOVED)).select_related("owner")
    serializer_class = ChannelRecord
    filterset_fields = {"state": ["exact"], "way": ["exact"]}

    @operation(permission=PERMISSION, clients_may=True, takes=NewChannel)
    def create(self, *, by: User, **given: Any) -> Channel:
        """Propose a channel; a code is sent by it. What is given is never told again."""
        return self._seen(propose_channel(**given, by=by))

    @operation(permission=PERMISSION, clients_may=True, takes=Code)
    def confirm(self, channel: Channel, *, by: User, code: str) -> Channel:
        """Confirm it by the code that came."""
        return self._seen(confirm_channel(channel, code=code, by=by))

    @operation(permission=PERMISSION, clients_may=True)
    def send_code(self, channel: Channel, *, by: User) -> Channel:
        """Have another code sent; the old one is good no more."""
        send_code(channel, by=by)
        return channel

    @operation(permission=PERMISSION, clients_may=True)
    def test(self, channel: Channel, *, by: User) -> Channel:
        """Send a test by it."""
        send_test(channel, by=by)
        return channel

    @operation(permission=PERMISSION, clients_may=True)
    def pause(self, channel: Channel, *, by: User) -> Channel:
        """Pause it; what waits for it is dropped."""
        return move_channel(channel, "pause", by=by)

    @operation(permission=PERMISSION, clients_may=True)
    def resume(self, channel: Channel, *, by: User) -> Channel:
        """Use it again; what happened meanwhile is not sent later."""
        return move_channel(channel, "resume", by=by)

    @operation(permission=PERMISSION, clients_may=True)
    def remove(self, channel: Channel, *, by: User) -> None:
        """Remove it for good, with its rules."""
        move_channel(channel, "remove", by=by)

    @operation(permission=PERMISSION, clients_may=True)
    def send_again(self, channel: Channel, *, by: User) -> Channel:
        """Send again all that did not arrive."""
        send_again(channel, channel.notices.filter(state=DEAD), by=by)
        return channel

    def _seen(self, channel: Channel) -> Channel:
        return self.rows().get(pk=channel.pk)
