"""The ways in of strategies' messages."""

from typing import Any

from django.contrib import admin
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed
from accounts.admin.forms import ReasonForm
from accounts.models import User
from fidus.templatetags.parts import badge
from trading.signals.admin.own import OwnAdmin
from trading.signals.domain.door_states import DoorState
from trading.signals.errors import SignalsError
from trading.signals.mail_standing import standing
from trading.signals.models import Door
from trading.signals.services.close_door import close_door
from trading.signals.services.open_door import address_of
from trading.signals.services.take_dropped_files import folder_of


def _close(door: Door, data: dict[str, Any], by: User) -> Door:
    return close_door(door=door, reason=data["reason"], by=by)


@admin.register(Door)
class DoorAdmin(OwnAdmin):
    developer = "strategy__developer"
    list_display = ["label", "strategy", "kind", "hint", "standing", "opened_at", "opened_by"]
    list_filter = ["state", "kind"]
    list_select_related = ["strategy", "opened_by"]
    search_fields = ["label", "strategy__code", "hint"]
    fields = [
        "strategy", "kind", "label", "hint", "place", "mailbox", "only_from", "calls_a_minute", "their_fields",
        "their_actions", "standing", "opened_at", "opened_by", "closed_at", "why",
    ]  # fmt: skip
    readonly_fields = fields
    refusals = (SignalsError,)
    deeds = (
        Deed(
            "close",
            "Close",
            "For good: its secret opens nothing any more. Open another one instead.",
            "The door is closed.",
            "signals.open_door",
            _close,
            ReasonForm,
            possible=lambda door: door.state == DoorState.OPEN,
        ),
    )

    @admin.display(description="state", ordering="state")
    def standing(self, door: Door) -> SafeString:
        return badge("active" if door.state == DoorState.OPEN else door.state, door.get_state_display())

    @admin.display(description="where to")
    def place(self, door: Door) -> str:
        match door.kind:
            case Door.Kind.FILE:
                return str(folder_of(door.strategy.code) / "in")
            case Door.Kind.WEBHOOK | Door.Kind.MAIL:
                return address_of(door, f"{door.hint}…")
        return ""

    @admin.display(description="mailbox")
    def mailbox(self, door: Door) -> str:
        return standing() if door.kind == Door.Kind.MAIL else ""

    @admin.display(description="only from")
    def only_from(self, door: Door) -> str:
        return ", ".join(door.allowed)

    @admin.display(description="fields of their JSON")
    def their_fields(self, door: Door) -> str:
        return ", ".join(f"{ours} = {theirs}" for ours, theirs in door.names.items())

    @admin.display(description="words of their actions")
    def their_actions(self, door: Door) -> str:
        return ", ".join(f"{theirs} = {ours}" for theirs, ours in door.actions.items())
