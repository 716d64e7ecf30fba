"""End an alert, with the reason."""

from decimal import Decimal

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.alerts.domain.alert_states import AlertAction
from trading.alerts.events import AlertClosed
from trading.alerts.models import Alert
from trading.alerts.services.move_alert import move_alert


def close_alert(alert: Alert, *, reason: str, by: User | None, **changes: object) -> Alert:
    """In the caller's transaction."""
    move_alert(alert, AlertAction.END, closed_at=clock.now(), **changes)
    told = AlertClosed(alert.name, None, alert.rule.get_kind_display(), alert.whose, alert.worst or Decimal(0), reason)
    record(told, by=by)
    return alert
