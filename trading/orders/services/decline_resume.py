from django.db import transaction

from accounts.models import User
from trading.orders.events import TradingResumeDeclined
from trading.orders.gates import SWITCH, require
from trading.orders.models import Switch
from trading.orders.services.switch_rows import forget_request, locked_request, tell


@transaction.atomic
def decline_resume(*, switch: Switch, reason: str, by: User) -> Switch:
    """The firm stays as it is; whoever asked may take it back so, too. Raises PermissionDenied, WrongState."""
    require(by, SWITCH)
    switch = locked_request(switch)
    forget_request(switch)
    switch.save()
    tell(TradingResumeDeclined, switch, reason, by)
    return switch
