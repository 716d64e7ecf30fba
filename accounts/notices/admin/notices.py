"""Notices of everybody in the back office: what was sent, and what was not. What they said is for their reader."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed, DeedsAdmin
from accounts.admin.forms import ReasonForm
from accounts.models import User
from accounts.notices.domain.channel_states import CONFIRMED
from accounts.notices.domain.kinds import CODE
from accounts.notices.domain.notice_states import DEAD
from accounts.notices.errors import NoticesError
from accounts.notices.models import Notice
from accounts.notices.services.send_again import give_up, send_again
from fidus.templatetags.parts import badge

_PERMISSION = "notices.manage_notices"


def _send_again(notice: Notice, data: dict[str, Any], by: User) -> None:
    send_again(notice.channel, Notice.objects.filter(pk=notice.pk), by=by)


def _give_up(notice: Notice, data: dict[str, Any], by: User) -> None:
    give_up(notice.channel, Notice.objects.filter(pk=notice.pk), reason=data["reason"], by=by)


@admin.register(Notice)
class NoticeAdmin(DeedsAdmin):
    list_display = ["words", "channel", "owner", "about", "standing", "attempts", "error", "happened_at", "tried_at"]
    list_filter = ["state", "pace", "urgent"]
    list_select_related = ["channel__owner"]
    search_fields = ["kind", "about", "channel__label", "channel__owner__email"]
    ordering = ["-pk"]
    show_full_result_count = False
    fields = [
        "words", "channel", "owner", "about", "event", "happened_at", "pace", "urgent", "standing", "attempts",
        "due_at", "tried_at", "milliseconds", "error",
    ]  # fmt: skip
    readonly_fields = fields
    refusals = (NoticesError,)
    deeds = (
        Deed(
            "send_again",
            "Send again",
            "It is due now, with all its attempts.",
            "The notice is on its way again.",
            _PERMISSION,
            _send_again,
            possible=lambda notice: notice.state == DEAD and notice.channel.state == CONFIRMED and notice.kind != CODE,
        ),
        Deed(
            "give_up",
            "Give up",
            "It waits for nobody any more.",
            "The notice is given up.",
            _PERMISSION,
            _give_up,
            ReasonForm,
            possible=lambda notice: notice.state == DEAD,
        ),
    )

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup == "channel__id__exact" or super().lookup_allowed(lookup, value, request)

    @admin.display(description="what", ordering="kind")
    def words(self, notice: Notice) -> str:
        return notice.words

    @admin.display(description="state", ordering="state")
    def standing(self, notice: Notice) -> SafeString:
        return badge("failed" if notice.state == DEAD else notice.state, notice.get_state_display())

    @admin.display(description="owner")
    def owner(self, notice: Notice) -> str:
        return str(notice.channel.owner.email)
