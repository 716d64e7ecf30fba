"""Have a figure watched, and let it be."""

from decimal import Decimal

from django.db import transaction

from accounts.models import User
from accounts.notices import registry
from accounts.notices.domain import figure_alert_states
from accounts.notices.domain.channel_states import CONFIRMED
from accounts.notices.domain.figure_alert_states import ARMED, TABLE
from accounts.notices.errors import NotAsDescribed, WrongState
from accounts.notices.events import FigureAlertMade, FigureAlertMoved
from accounts.notices.gates import may_have_notices
from accounts.notices.models import Channel, FigureAlert
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.thresholds import why_not_two

MOST = 50
_LARGEST = Decimal(10) ** 16


@transaction.atomic
def make_figure_alert(
    *,
    figure: str,
    of: str,
    below: bool,
    threshold: Decimal,
    clears_at: Decimal,
    channel: Channel,
    urgent: bool = False,
    by: User,
) -> FigureAlert:
    """An alert of `by`, who may watch no more than they may see. Raises NotAsDescribed."""
    if not may_have_notices(by) or not registry.is_figure(figure):
        raise NotAsDescribed("There is no such figure.")
    watched = registry.figure(figure)
    choices = watched.choices(by)
    if of not in choices:
        raise NotAsDescribed("You cannot watch this figure.")
    if wrong := why_not_two(threshold, clears_at, below=below):
        raise NotAsDescribed(wrong)
    if max(abs(threshold), abs(clears_at)) >= _LARGEST:
        raise NotAsDescribed("The figure is too large.")
    held = Channel.objects.select_for_update().filter(pk=channel.pk, owner=by, state=CONFIRMED).first()
    if held is None:
        raise NotAsDescribed("Choose a channel of yours that is in use.")
    if FigureAlert.objects.filter(owner=by).exclude(state=figure_alert_states.REMOVED).count() >= MOST:
        raise NotAsDescribed(f"Nobody has more than {MOST} alerts; remove one that is not needed.")
    alert = FigureAlert.objects.create(
        owner=by,
        channel=held,
        figure=figure,
        of=of,
        words=f"{watched.title}: {choices[of]}"[:160],
        below=below,
        threshold=threshold,
        clears_at=clears_at,
        urgent=urgent,
        made_at=clock.now(),
    )
    event = FigureAlertMade(
        subject=alert.subject,
        client=None,
        owner=by.pk,
        figure=figure,
        of=of,
        below=below,
        threshold=str(threshold),
        clears_at=str(clears_at),
    )
    record(event, by=by)
    return alert


@transaction.atomic
def move_figure_alert(alert: FigureAlert, action: str, *, by: User) -> FigureAlert:
    """The alert after "switch_off", "switch_on" or "remove"; raises WrongState."""
    alert = FigureAlert.objects.select_for_update().get(pk=alert.pk)
    new = TABLE.get((alert.state, action))
    if new is None or action in {"raise", "end"} or alert.owner_id != by.pk:
        raise WrongState(f"This alert is {alert.get_state_display().lower()}; that cannot be done now.")
    alert.state = new
    if new == ARMED:
        alert.value, alert.raised_at = None, None
    alert.save(update_fields=["state", "value", "raised_at"])
    record(FigureAlertMoved(subject=alert.subject, client=None, owner=by.pk, state=new), by=by)
    return alert
