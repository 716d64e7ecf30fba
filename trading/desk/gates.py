"""Who may hear what of signals and orders as it happens; pages decide in their own queries."""

from accounts.models import User
from trading.signals.models import Signal
from trading.signals.selectors import OVERSEES, open_to


def orders_heard_by(user: User, names: set[str]) -> set[str]:
    """Those of the accounts, by primary key, `*` for all, of whose orders the person may hear.

    An account's orders are of several strategies: whoever sees their own alone hears of their signals instead.
    """
    return names if user.is_staff and user.has_perm("orders.view_instruction") and user.has_perm(OVERSEES) else set()


def signals_heard_by(user: User, names: set[str]) -> set[str]:
    """Those of the signals, by primary key, `*` for all, of which the person may hear; developers of their own."""
    if not (user.is_staff and user.has_perm("signals.view_signal") and user.has_perm("orders.view_instruction")):
        return set()
    if user.has_perm(OVERSEES):
        return names
    wanted = {int(name): name for name in names if name.isascii() and name.isdecimal() and len(name) < 19}
    own = open_to(user, Signal.objects.filter(pk__in=wanted), "strategy__developer")
    return {wanted[pk] for pk in own.values_list("pk", flat=True)}
