"""What setting a switch and letting it go have in common."""

from accounts.models import User
from accounts.trail.api import Event, record
from trading.orders.errors import WrongState
from trading.orders.models import Switch


def locked_request(switch: Switch) -> Switch:
    """The row, locked until the end, while somebody asks to resume. Raises WrongState."""
    switch = Switch.objects.select_for_update(of=("self",)).get(pk=switch.pk)
    if not switch.asked_state:
        raise WrongState("Nobody asks for it any more.")
    return switch


def forget_request(switch: Switch) -> None:
    switch.asked_state, switch.asked_reason, switch.asked_by, switch.asked_at = "", "", None, None


def tell(kind: type[Event], switch: Switch, reason: str, by: User | None) -> None:
    record(kind(switch.subject, None, switch.scope, switch.thing, reason), by=by)  # type: ignore[call-arg]
