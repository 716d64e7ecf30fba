"""The second pair of eyes before the whole firm trades again."""

from django.db import transaction

from accounts.models import User
from fidus.lib import clock
from trading.orders.domain.switch_states import SwitchState
from trading.orders.errors import SecondPersonNeeded
from trading.orders.events import TradingResumed
from trading.orders.gates import RESUME, require
from trading.orders.models import Switch
from trading.orders.services.switch_rows import locked_request, tell
from trading.orders.wake import wake_on_commit


@transaction.atomic
def approve_resume(*, switch: Switch, by: User) -> Switch:
    """The firm trades again, as somebody else asked. Raises PermissionDenied, SecondPersonNeeded, WrongState."""
    require(by, RESUME)
    switch = locked_request(switch)
    if switch.asked_by_id == by.pk:
        raise SecondPersonNeeded("You asked for it; a second person lets the firm trade again.")
    # Who asked stays in the row: the database compares the two.
    switch.state, switch.asked_state, switch.reason = SwitchState.ACTIVE, "", switch.asked_reason
    switch.set_at, switch.set_by = clock.now(), by
    switch.save()
    tell(TradingResumed, switch, switch.reason, by)
    wake_on_commit()
    return switch
