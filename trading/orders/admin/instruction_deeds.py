"""What people may do with orders."""

from typing import Any

from accounts.admin.deeds import Deed
from accounts.admin.forms import ReasonForm
from accounts.models import User
from trading.brokers.facts import Change
from trading.orders.domain.instruction_states import OPEN, InstructionState
from trading.orders.forms import CancelAllForm, CancelForm, ChangeForm
from trading.orders.gates import PLACE, RELEASE
from trading.orders.models import Instruction
from trading.orders.services.ask_cancel import ask_cancel
from trading.orders.services.ask_change import WORKS, ask_change
from trading.orders.services.cancel_all import cancel_all
from trading.orders.services.decline_order import decline_order
from trading.orders.services.release_order import release_order


def _release(order: Instruction, data: dict[str, Any], by: User) -> Instruction:
    return release_order(instruction=order, reason=data["reason"], by=by)


def _decline(order: Instruction, data: dict[str, Any], by: User) -> Instruction:
    return decline_order(instruction=order, reason=data["reason"], by=by)


def _cancel(order: Instruction, data: dict[str, Any], by: User) -> Instruction:
    return ask_cancel(instruction=order, reason=data["reason"], by=by)


def _alter(order: Instruction, data: dict[str, Any], by: User) -> Instruction:
    change = Change(**{name: data[name] for name in _CHANGED})
    return ask_change(instruction=order, change=change, reason=data["reason"], confirmed=data["confirmed"], by=by)


def _cancel_all(nothing: None, data: dict[str, Any], by: User) -> None:
    cancel_all(**data, by=by)


_CHANGED = ("volume", "limit_price", "stop_price", "stop_loss", "take_profit")


def _as_it_is(order: Instruction) -> dict[str, Any]:
    values = {name: getattr(order, name) for name in _CHANGED}
    return {name: f"{value.normalize():f}" for name, value in values.items() if value is not None}


DEEDS = (
    Deed(
        "release", "Release", "It is sent at once, if trading is let and the account can be reached.",
        "The order is released.", RELEASE, _release, CancelForm,
        possible=lambda order: order.state == InstructionState.HELD,
    ),
    Deed(
        "decline", "Decline", "It is dropped and never sent.", "The order is declined.", RELEASE, _decline, ReasonForm,
        possible=lambda order: order.state == InstructionState.HELD,
    ),
    Deed(
        "alter", "Change", "Its broker is asked for other prices or another volume; it may be filled before. What is "
        "left empty stays as it is. Of what a signal was sized to, the volume only becomes less.",
        "The change is asked for; what comes of it stands below.", PLACE, _alter, ChangeForm,
        possible=lambda order: order.state in WORKS, initial=_as_it_is,
    ),
    Deed(
        "cancel", "Cancel", "Not sent yet, it is dropped; else its broker is asked, and may fill it before.",
        "The cancel is under way; what comes of it stands below.", PLACE, _cancel, CancelForm,
        possible=lambda order: order.state in OPEN and order.state != InstructionState.HELD,
    ),
    Deed(
        "cancel_all", "Cancel everything", "What is not sent yet is dropped; of all else the brokers are asked, and "
        "may fill it before. To keep new orders from coming, halt trading first.",
        "Everything that was out is dropped, or its cancel is under way.", PLACE, _cancel_all, CancelAllForm,
        on_list=True,
    ),
)  # fmt: skip
