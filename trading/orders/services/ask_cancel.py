"""One order is to be cancelled."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from trading.orders.errors import WrongState
from trading.orders.events import OrderCancelAsked
from trading.orders.gates import PLACE, require
from trading.orders.models import Instruction
from trading.orders.services.withdraw_orders import withdraw_orders


@transaction.atomic
def ask_cancel(*, instruction: Instruction, by: User, reason: str = "") -> Instruction:
    """Dropped if it was not sent yet; else its broker is asked, and may fill it before. Raises WrongState."""
    require(by, PLACE)
    done = withdraw_orders(
        Instruction.objects.filter(pk=instruction.pk), words=reason or "Cancelled by hand.", by=by, again=True
    )
    instruction = Instruction.objects.select_related("account", "strategy").get(pk=instruction.pk)
    if not done:
        raise WrongState(f"{instruction} is {instruction.state}; there is nothing left to cancel.")
    told = OrderCancelAsked(
        instruction.subject, None, account=instruction.account_id, reason=reason, dropped=bool(done.dropped)
    )
    record(told, by=by)
    return instruction
