"""A person lets go what was held."""

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.orders.domain.instruction_states import InstructionState
from trading.orders.errors import SecondPersonNeeded, WrongState
from trading.orders.events import OrderReleased
from trading.orders.gates import RELEASE, check_switches, check_tradable, require
from trading.orders.live import tell_on_commit
from trading.orders.models import EventKind, Instruction, OrderEvent
from trading.orders.selectors.switches import switches_now
from trading.orders.services.place_by_hand import SENT_WITHIN
from trading.orders.wake import wake_on_commit


@transaction.atomic
def release_order(*, instruction: Instruction, by: User, reason: str = "") -> Instruction:
    """It is sent now, unless its time is over; whoever placed it by hand does not release it.

    Raises PermissionDenied, SecondPersonNeeded, WrongState, TradingStopped, NotTradable.
    """
    require(by, RELEASE)
    if instruction.placed_by_id == by.pk:
        raise SecondPersonNeeded("You placed this order; somebody else releases it.")
    account = instruction.account
    check_tradable(account)
    check_switches(switches_now().concerning(account, instruction.strategy_id), instruction.purpose)
    now = clock.now()
    # A person's own order was good for the whole wait; once released it is meant for now.
    until = now + SENT_WITHIN if instruction.signal_id is None else instruction.send_until
    moved = Instruction.objects.filter(
        Q(send_until=None) | Q(send_until__gt=now), pk=instruction.pk, state=InstructionState.HELD
    ).update(state=InstructionState.READY, released_at=now, released_by=by, send_until=until)
    instruction = Instruction.objects.select_related("account", "strategy").get(pk=instruction.pk)
    if moved != 1:
        raise WrongState(_why_not(instruction))
    OrderEvent.objects.create(instruction=instruction, at=now, kind=EventKind.RELEASED, words=reason[:500], by=by)
    record(OrderReleased(instruction.subject, None, account=instruction.account_id, reason=reason), by=by)
    tell_on_commit([instruction])
    wake_on_commit([instruction.account_id])
    return instruction


def _why_not(instruction: Instruction) -> str:
    if instruction.state == InstructionState.HELD:
        return f"{instruction} was good until {instruction.send_until:%-d %b %H:%M:%S} UTC and is not sent any more."
    return f"{instruction} does not wait for release any more: it is {instruction.state}."
