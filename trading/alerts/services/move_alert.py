"""The one guarded step from a state of an alert to the next."""

from trading.alerts.domain.alert_states import AlertAction, AlertState, IllegalAlertAction, after
from trading.alerts.errors import IllegalState
from trading.alerts.models import Alert


def move_alert(alert: Alert, action: AlertAction, **changes: object) -> Alert:
    """Move the row and `alert` itself, with `changes`; raises IllegalState, also when somebody was quicker."""
    old = AlertState(alert.state)
    try:
        changes["state"] = after(old, action).value
    except IllegalAlertAction as error:
        raise IllegalState(f"{alert}: {error}.") from error
    if Alert.objects.filter(pk=alert.pk, state=old.value).update(**changes) != 1:
        raise IllegalState(f"{alert} is no longer {old}; it has just changed.")
    for name, value in changes.items():
        setattr(alert, name, value)
    return alert
