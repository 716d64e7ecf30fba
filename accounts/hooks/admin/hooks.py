"""Webhooks of everybody; each is made by its owner alone."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed, DeedsAdmin
from accounts.admin.forms import ReasonForm
from accounts.hooks.admin.counts import linked_count
from accounts.hooks.domain.hook_states import ACTIVE
from accounts.hooks.domain.kinds import words_of
from accounts.hooks.domain.message_states import DEAD, WAITING
from accounts.hooks.errors import HooksError
from accounts.hooks.models import Hook, Message
from accounts.hooks.selectors import counted
from accounts.hooks.services.give_up import give_up
from accounts.hooks.services.move_hook import move_hook
from accounts.hooks.services.send_again import send_again
from accounts.models import User
from fidus.templatetags.parts import badge

_PERMISSION = "hooks.manage_hooks"


def _switch_off(hook: Hook, data: dict[str, Any], by: User) -> None:
    move_hook(hook, "switch_off", why=data["reason"], by=by)


def _send_all_again(hook: Hook, data: dict[str, Any], by: User) -> None:
    send_again(hook, hook.messages.filter(state=DEAD), by=by)


def _give_all_up(hook: Hook, data: dict[str, Any], by: User) -> None:
    give_up(hook, hook.messages.filter(state=DEAD), reason=data["reason"], by=by)


@admin.register(Hook)
class HookAdmin(DeedsAdmin):
    list_display = ["label", "owner", "url", "environment", "standing", "waits", "lies_dead", "delivered_at"]
    list_filter = ["state", "environment", ("failing_since", admin.EmptyFieldListFilter)]
    search_fields = ["label", "url", "owner__email"]
    ordering = ["-made_at", "-pk"]
    fields = [
        "label", "owner", "url", "environment", "standing", "why", "hears_of", "made_by", "made_at", "delivered_at",
        "failing_since", "failures", "not_before", "waits", "lies_dead",
    ]  # fmt: skip
    readonly_fields = fields
    refusals = (HooksError,)
    deeds = (
        Deed(
            "switch_off",
            "Switch off",
            "Nothing is sent there until its owner switches it on again; what waits for it is dropped. The owner sees "
            "the reason.",
            "The webhook is off.",
            _PERMISSION,
            _switch_off,
            ReasonForm,
            possible=lambda hook: hook.state == ACTIVE,
        ),
        Deed(
            "send_all_again",
            "Send dead letters again",
            "All of them are due now, with all their attempts and under the webhook-ids that they had.",
            "The dead letters are on their way again.",
            _PERMISSION,
            _send_all_again,
            possible=lambda hook: hook.state == ACTIVE and hook.dead > 0,
        ),
        Deed(
            "give_all_up",
            "Give dead letters up",
            "They are not shown as waiting for anybody any more. Its owner can still send each of them again.",
            "The dead letters are given up.",
            _PERMISSION,
            _give_all_up,
            ReasonForm,
            possible=lambda hook: hook.dead > 0,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Hook]:
        rows = super().get_queryset(request).select_related("owner", "program__application", "key")
        return counted(rows)

    @admin.display(description="state", ordering="state")
    def standing(self, hook: Hook) -> SafeString:
        if hook.state == ACTIVE and hook.failing_since is not None:
            return badge("failed", "Failing")
        return badge(hook.state, hook.get_state_display())

    @admin.display(description="hears of")
    def hears_of(self, hook: Hook) -> str:
        return ", ".join(words_of(kind) for kind in hook.kinds)

    @admin.display(description="made by")
    def made_by(self, hook: Hook) -> str:
        return str(hook.program or hook.key or "its owner, on the page")

    @admin.display(description="waiting")
    def waits(self, hook: Hook) -> SafeString | str:
        return linked_count(hook.waiting, Message, state=WAITING, hook__id=hook.pk)

    @admin.display(description="dead letters")
    def lies_dead(self, hook: Hook) -> SafeString | str:
        return linked_count(hook.dead, Message, state=DEAD, hook__id=hook.pk)
