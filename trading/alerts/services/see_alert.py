"""Say that one has seen an alert."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.alerts.domain.alert_states import AlertAction, AlertState
from trading.alerts.domain.kinds import KINDS, Kind
from trading.alerts.errors import IllegalState
from trading.alerts.events import AlertSeen
from trading.alerts.models import Alert
from trading.alerts.services.close_alert import close_alert
from trading.alerts.services.move_alert import move_alert


@transaction.atomic
def see_alert(*, alert: Alert, by: User, note: str = "") -> Alert:
    """It stands until its figure is good again; one that has no end of its own is over now. Raises IllegalState."""
    alert = Alert.objects.select_for_update(of=("self",)).select_related("rule", "account").get(pk=alert.pk)
    if alert.state != AlertState.OPEN.value:
        raise IllegalState(f"{alert} was {alert.state} already.")
    move_alert(alert, AlertAction.SEE, seen_by=by, seen_at=clock.now(), note=note.strip())
    record(AlertSeen(alert.name, None, alert.rule.get_kind_display(), alert.whose, alert.note), by=by)
    if KINDS[Kind(alert.rule.kind)].lasts:
        close_alert(alert, reason="Seen by a person", by=by)
    return alert
