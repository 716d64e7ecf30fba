"""Alerts for pages."""

from django.db.models import QuerySet

from trading.alerts.domain.alert_states import LIVE
from trading.alerts.models import Alert


def live_alerts(account: int | None = None) -> QuerySet[Alert]:
    """Open ones and those that somebody has seen, the newest first; of one account or of all and of gateways."""
    rows = Alert.objects.filter(state__in=[state.value for state in LIVE]).select_related("rule", "account")
    rows = rows.order_by("-opened_at", "-pk")
    return rows if account is None else rows.filter(account=account)


def unseen_alerts() -> QuerySet[Alert]:
    return live_alerts().filter(state=Alert.State.OPEN.value)
