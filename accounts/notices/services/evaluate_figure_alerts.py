"""Hold every watched figure against the thresholds that people set."""

import logging
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from django.db import connection, transaction

from accounts.notices import registry
from accounts.notices.domain.channel_states import CONFIRMED
from accounts.notices.domain.figure_alert_states import ARMED, RAISED, TABLE, WATCHED
from accounts.notices.domain.kinds import FIGURE
from accounts.notices.domain.timing import quiet_ends
from accounts.notices.events import FigureAlertEnded, FigureAlertRaised
from accounts.notices.gates import may_have_notices
from accounts.notices.models import FigureAlert, Notice
from accounts.notices.selectors import timing_of
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.thresholds import is_over, is_raised

logger = logging.getLogger(__name__)
# One at a time: two would tell of the same thing twice.
_ONE_AT_A_TIME = "select pg_try_advisory_xact_lock(hashtext('notices.figures'))"
_PLACES = Decimal("0.000001")


def evaluate_figure_alerts() -> int:
    """How many alerts were raised or ended; nothing where another process is at it. May run at any time."""
    moved = 0
    watched = FigureAlert.objects.filter(state__in=WATCHED).order_by("owner", "figure", "pk").select_related("owner")
    for _, group in groupby(watched, key=lambda alert: (alert.owner_id, alert.figure)):
        try:
            moved += _evaluate(list(group))
        except Exception:  # a figure that cannot be read keeps nobody's others from being told
            logger.exception("watched figures could not be read")
    return moved


@transaction.atomic
def _evaluate(alerts: Sequence[FigureAlert]) -> int:
    """One person's alerts on one figure; what they may not see any more is not told, and stays as it was."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
        if cursor.fetchone() != (True,):
            return 0
    owner, figure = alerts[0].owner, alerts[0].figure
    if not may_have_notices(owner) or not registry.is_figure(figure):
        return 0
    values = registry.figure(figure).values(owner, {alert.of for alert in alerts})
    rows = FigureAlert.objects.select_for_update(of=("self",)).select_related("channel", "owner")
    moved = 0
    for alert in rows.filter(pk__in=[one.pk for one in alerts], state__in=WATCHED).order_by("pk"):
        if alert.of in values:
            moved += _hold(alert, values[alert.of].quantize(_PLACES))
    return moved


def _hold(alert: FigureAlert, value: Decimal) -> bool:
    alert.value, alert.seen_at = value, clock.now()
    told = {"subject": alert.subject, "client": None, "owner": alert.owner_id, "figure": alert.figure, "of": alert.of}
    begins = alert.state == ARMED and is_raised(value, alert.threshold, below=alert.below)
    ends = alert.state == RAISED and is_over(value, alert.clears_at, below=alert.below)
    if begins:
        alert.state, alert.raised_at = TABLE[ARMED, "raise"], alert.seen_at
        event = record(FigureAlertRaised(**told, value=str(value), threshold=str(alert.threshold)), by=None)
        _tell(alert, event)
    elif ends:
        alert.state = TABLE[RAISED, "end"]
        record(FigureAlertEnded(**told, value=str(value)), by=None)
    alert.save(update_fields=["value", "seen_at", "state", "raised_at"])
    return begins or ends


def _tell(alert: FigureAlert, event: int) -> None:
    if alert.channel.state != CONFIRMED:
        return
    now = clock.now()
    Notice.objects.create(
        channel=alert.channel,
        figure_alert=alert,
        kind=FIGURE,
        event=event,
        about=alert.subject,
        happened_at=now,
        urgent=alert.urgent,
        due_at=now if alert.urgent else quiet_ends(now, timing_of(alert.owner)),
    )
