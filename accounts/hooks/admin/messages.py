"""Messages to webhooks in the back office: what came of each, and dead letters."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed, DeedsAdmin
from accounts.admin.forms import ReasonForm
from accounts.hooks.domain.hook_states import ACTIVE
from accounts.hooks.domain.message_states import AGAIN, DEAD
from accounts.hooks.errors import HooksError
from accounts.hooks.models import Message
from accounts.hooks.services.give_up import give_up
from accounts.hooks.services.send_again import send_again
from accounts.models import User
from fidus.templatetags.parts import badge

_PERMISSION = "hooks.manage_hooks"


def _send_again(message: Message, data: dict[str, Any], by: User) -> None:
    send_again(message.hook, Message.objects.filter(pk=message.pk), by=by)


def _give_up(message: Message, data: dict[str, Any], by: User) -> None:
    give_up(message.hook, Message.objects.filter(pk=message.pk), reason=data["reason"], by=by)


@admin.register(Message)
class MessageAdmin(DeedsAdmin):
    list_display = ["kind", "hook", "owner", "path", "standing", "attempts", "status", "error", "tried_at"]
    list_filter = ["state"]
    list_select_related = ["hook__owner"]
    search_fields = ["number", "kind", "path", "hook__label", "hook__owner__email"]
    ordering = ["-pk"]
    show_full_result_count = False
    fields = [
        "kind", "hook", "owner", "number", "event", "path", "happened_at", "standing", "attempts", "due_at", "tried_at",
        "milliseconds", "status", "error", "answer",
    ]  # fmt: skip
    readonly_fields = fields
    refusals = (HooksError,)
    deeds = (
        Deed(
            "send_again",
            "Send again",
            "It is due now, with all its attempts and under the webhook-id that it had.",
            "The message is on its way again.",
            _PERMISSION,
            _send_again,
            possible=lambda message: message.state in AGAIN and message.hook.state == ACTIVE,
        ),
        Deed(
            "give_up",
            "Give up",
            "It is no dead letter any more. Its owner can still send it again.",
            "The dead letter is given up.",
            _PERMISSION,
            _give_up,
            ReasonForm,
            possible=lambda message: message.state == DEAD,
        ),
    )

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup == "hook__id__exact" or super().lookup_allowed(lookup, value, request)

    @admin.display(description="state", ordering="state")
    def standing(self, message: Message) -> SafeString:
        return badge("failed" if message.state == DEAD else message.state, message.get_state_display())

    @admin.display(description="owner")
    def owner(self, message: Message) -> str:
        return str(message.hook.owner.email)
