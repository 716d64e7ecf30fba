"""Hold every figure against its rule: open alerts, follow those that stand, end those that are over."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, transaction

from accounts.trail.api import record
from fidus.lib import clock
from trading.alerts.domain.alert_states import AlertState
from trading.alerts.domain.hysteresis import ends_alert, raises_alert, worse
from trading.alerts.domain.kinds import KINDS, Kind
from trading.alerts.events import AlertOpened
from trading.alerts.models import Alert, AlertRule
from trading.alerts.selectors.figures import Watched, raise_watermarks, watched_figures
from trading.alerts.services.close_alert import close_alert

# One at a time: two would open the same alert twice.
_ONE_AT_A_TIME = "select pg_try_advisory_xact_lock(hashtext('alerts.evaluate'))"


@dataclass(slots=True)
class Evaluated:
    opened: int = 0
    closed: int = 0
    standing: int = 0


@transaction.atomic
def evaluate_alerts() -> Evaluated | None:
    """None where an evaluation is running already. May run at any time, any number."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
        if cursor.fetchone() != (True,):
            return None
    live = Alert.objects.exclude(state=AlertState.CLOSED.value).order_by("pk").select_for_update(of=("self",))
    known = {alert.pk: alert for alert in live.select_related("rule", "account")}
    now = clock.now()
    raise_watermarks(now)
    done, moved = Evaluated(), []
    for told in watched_figures(now):
        alert = known.get(told.alert) if told.alert is not None else None
        if told.alert is None:
            done.opened += _open(told)
        elif alert is not None:
            _follow(alert, told, done, moved)
    Alert.objects.bulk_update(moved, ["figure", "worst", "words", "through"], batch_size=500)
    return done


def _open(told: Watched) -> bool:
    assert told.kind is not None
    if not raises_alert(told.kind, told.figure, told.threshold):
        return False
    alert = Alert.objects.create(
        rule=AlertRule.objects.get(pk=told.rule),
        account_id=told.account,
        line=told.line,
        threshold=told.threshold,
        figure=told.figure,
        worst=told.figure,
        words=told.words,
        through=told.through,
        state=AlertState.OPEN.value,
        opened_at=clock.now(),
    )
    figure = told.figure or Decimal(0)
    kind = alert.rule.get_kind_display()
    record(AlertOpened(alert.name, None, kind, alert.whose, figure, told.threshold, told.words), by=None)
    return True


def _follow(alert: Alert, told: Watched, done: Evaluated, moved: list[Alert]) -> None:
    if told.kind is None:
        # A withdrawal is followed no longer than it is news, yet somebody has to have seen it.
        if alert.rule.kind == AlertRule.Kind.WITHDRAWAL.value and alert.rule.is_on:
            done.standing += 1
            return
        close_alert(alert, reason="No rule watches over it any more", by=None)
        done.closed += 1
    elif told.is_told and ends_alert(told.kind, told.figure, told.clears_at):
        close_alert(alert, reason="The figure is good again", by=None, figure=told.figure)
        done.closed += 1
    else:
        done.standing += 1
        if told.is_told and told.figure is not None and _is_news(alert, told.kind, told.figure):
            alert.figure, alert.through = told.figure, max(alert.through, told.through)
            alert.worst = worse(told.kind, told.figure, alert.worst if alert.worst is not None else told.figure)
            alert.words = told.words
            moved.append(alert)


def _is_news(alert: Alert, kind: Kind, figure: Decimal) -> bool:
    """What left earlier than is looked at is no longer in the sum, yet it left."""
    if alert.figure is None:
        return True
    return figure > alert.figure if KINDS[kind].lasts else figure != alert.figure
