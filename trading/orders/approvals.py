"""What of trading waits for a second person."""

from django.urls import reverse

from accounts.models import User
from fidus.lib.approval import Approval
from trading.orders.gates import RELEASE, RESUME
from trading.orders.models import Instruction, Switch
from trading.orders.selectors.orders import held_orders


def resumes_waiting(reader: User) -> list[Approval]:
    """Whether the firm shall trade again; not if they asked for it themselves."""
    if not reader.has_perm(RESUME):
        return []
    asked = Switch.objects.exclude(asked_state="").exclude(asked_by=reader).select_related("asked_by")
    return [
        Approval(
            what="Trading of the firm",
            about=f"to go on: {switch.asked_reason}",
            url=reverse("admin:orders_switch_approve_resume", args=[switch.pk]),
            asked_by=str(switch.asked_by),
            since=switch.asked_at,
        )
        for switch in asked
    ]


def orders_waiting(reader: User) -> list[Approval]:
    """Held orders that this reader may release: not those they placed."""
    if not reader.has_perm(RELEASE):
        return []
    return [
        Approval(
            what="Order to release",
            about=f"{order.get_side_display()} {order.volume.normalize():f} {order.symbol}, {order.account}",
            url=reverse("admin:orders_instruction_change", args=[order.pk]),
            asked_by=_asked_by(order),
            since=order.placed_at,
        )
        for order in held_orders().exclude(placed_by=reader)
    ]


def _asked_by(order: Instruction) -> str:
    return str(order.placed_by or order.strategy or "FIDUS")
