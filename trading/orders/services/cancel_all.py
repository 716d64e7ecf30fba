"""Everything that is out of the firm, a broker, an account or a strategy is to be cancelled."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from trading.orders.events import OrdersCancelAsked
from trading.orders.gates import PLACE, require
from trading.orders.models import Purpose, Scope
from trading.orders.selectors.scopes import Thing, key_of, orders_of
from trading.orders.services.withdraw_orders import Withdrawn, withdraw_orders


@transaction.atomic
def cancel_all(
    *, scope: Scope | str, thing: Thing = None, by: User, reason: str, keep_protection: bool = False
) -> Withdrawn:
    """What is not sent yet is dropped, of all else the brokers are asked; new orders are a switch's business.

    `keep_protection` leaves stops and targets of what is open.
    """
    require(by, PLACE)
    orders = orders_of(scope, thing)
    if keep_protection:
        orders = orders.exclude(purpose__in=[Purpose.STOP, Purpose.TARGET])
    done = withdraw_orders(orders, words=reason, by=by)
    scope = Scope(scope)
    told = OrdersCancelAsked(
        f"{scope.value}:{key_of(thing)}", None, scope=scope.value, thing=key_of(thing), reason=reason,
        dropped=len(done.dropped), asked=len(done.asked),
    )  # fmt: skip
    record(told, by=by)
    return done
