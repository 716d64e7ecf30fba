"""Reading instructions, fills and switches; whose they are is decided here."""

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import User
from fidus.lib import clock
from trading.orders.domain.instruction_states import InstructionState
from trading.orders.models import Fill, Instruction, Switch
from trading.signals.selectors import OVERSEES, open_to


def instructions_for(user: User) -> QuerySet[Instruction]:
    """Everybody's for who oversees strategies, else those of their own strategies."""
    rows = Instruction.objects.select_related("account", "strategy", "placed_by")
    return open_to(user, rows, "strategy__developer")


def fills_for(user: User) -> QuerySet[Fill]:
    return open_to(user, Fill.objects.select_related("account", "instruction"), "instruction__strategy__developer")


def switches_for(user: User) -> QuerySet[Switch]:
    """All but those of other developers' strategies."""
    rows = Switch.objects.select_related("account", "strategy", "set_by", "asked_by")
    return rows if user.has_perm(OVERSEES) else rows.filter(Q(strategy=None) | Q(strategy__developer=user))


def held_orders(at: datetime | None = None) -> QuerySet[Instruction]:
    """What waits for a person, oldest first; what is too late to send is at the end of its time, not here."""
    now = at or clock.now()
    rows = Instruction.objects.filter(Q(send_until=None) | Q(send_until__gt=now), state=InstructionState.HELD)
    return rows.select_related("account", "strategy", "placed_by", "signal").order_by("pk")
