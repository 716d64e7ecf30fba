"""Who may hear what of trading as it happens (fidus/lib/live.py); pages decide in their own queries."""

from accounts.models import User


def accounts_heard_by(user: User, names: set[str]) -> set[str]:
    """Those of the accounts, by primary key, `*` for all, whose news the person may hear: the office's own alone."""
    return names if user.is_staff and user.has_perm("trading.view_brokeraccount") else set()
