"""Channels of everybody; each is made by its owner alone, and nobody reads its secret."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed, DeedsAdmin
from accounts.admin.forms import ReasonForm
from accounts.hooks.admin.counts import linked_count
from accounts.models import User
from accounts.notices.domain.channel_states import CONFIRMED
from accounts.notices.domain.notice_states import DEAD, WAITING
from accounts.notices.errors import NoticesError
from accounts.notices.models import Channel, Notice
from accounts.notices.selectors import counted
from accounts.notices.services.move_channel import move_channel
from accounts.notices.services.send_again import give_up, send_again
from fidus.templatetags.parts import badge

_PERMISSION = "notices.manage_notices"


def _pause(channel: Channel, data: dict[str, Any], by: User) -> None:
    move_channel(channel, "pause", why=data["reason"], by=by)


def _send_all_again(channel: Channel, data: dict[str, Any], by: User) -> None:
    send_again(channel, channel.notices.filter(state=DEAD), by=by)


def _give_all_up(channel: Channel, data: dict[str, Any], by: User) -> None:
    give_up(channel, channel.notices.filter(state=DEAD), reason=data["reason"], by=by)


@admin.register(Channel)
class ChannelAdmin(DeedsAdmin):
    list_display = ["label", "owner", "way", "where", "standing", "waits", "lies_dead", "sent_at"]
    list_filter = ["state", "way", ("failing_since", admin.EmptyFieldListFilter)]
    search_fields = ["label", "owner__email"]
    ordering = ["-made_at", "-pk"]
    fields = [
        "label", "owner", "way", "where", "standing", "why", "made_at", "confirmed_at", "sent_at", "failing_since",
        "failures", "not_before", "waits", "lies_dead",
    ]  # fmt: skip
    readonly_fields = fields
    refusals = (NoticesError,)
    deeds = (
        Deed(
            "pause",
            "Pause",
            "Nothing is sent by it until its owner uses it again; what waits for it is dropped. The owner sees the "
            "reason.",
            "The channel is paused.",
            _PERMISSION,
            _pause,
            ReasonForm,
            possible=lambda channel: channel.state == CONFIRMED,
        ),
        Deed(
            "send_all_again",
            "Send again what did not arrive",
            "All of it is due now, with all its attempts.",
            "It is on its way again.",
            _PERMISSION,
            _send_all_again,
            possible=lambda channel: channel.state == CONFIRMED and channel.dead > 0,
        ),
        Deed(
            "give_all_up",
            "Give up what did not arrive",
            "It is not shown as waiting for anybody any more.",
            "It is given up.",
            _PERMISSION,
            _give_all_up,
            ReasonForm,
            possible=lambda channel: channel.dead > 0,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Channel]:
        return counted(super().get_queryset(request).select_related("owner"))

    @admin.display(description="state", ordering="state")
    def standing(self, channel: Channel) -> SafeString:
        if channel.state == CONFIRMED:
            failing = channel.failing_since is not None
            return badge("failed", "Failing") if failing else badge("active", "In use")
        return badge(channel.state, channel.get_state_display())

    @admin.display(description="leads to")
    def where(self, channel: Channel) -> str:
        return channel.leads_to

    @admin.display(description="waiting")
    def waits(self, channel: Channel) -> SafeString | str:
        return linked_count(channel.waiting, Notice, state=WAITING, channel__id=channel.pk)

    @admin.display(description="not sent")
    def lies_dead(self, channel: Channel) -> SafeString | str:
        return linked_count(channel.dead, Notice, state=DEAD, channel__id=channel.pk)
