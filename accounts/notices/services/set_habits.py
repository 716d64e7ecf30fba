"""Say when somebody wants to hear."""

from datetime import time
from zoneinfo import available_timezones

from django.db import transaction

from accounts.models import User
from accounts.notices.errors import NotAsDescribed
from accounts.notices.events import NoticeHabitsSet
from accounts.notices.models import Habits
from accounts.trail.api import record


@transaction.atomic
def set_habits(
    *,
    zone: str,
    quiet_from: time | None,
    quiet_until: time | None,
    urgent_passes: bool,
    daily_at: int,
    by: User,
) -> Habits:
    """The habits of `by`, which hold for all that waits as well. Raises NotAsDescribed."""
    if zone not in available_timezones():
        raise NotAsDescribed("There is no such time zone; choose one like Europe/London.")
    if (quiet_from is None) != (quiet_until is None):
        raise NotAsDescribed("Quiet hours have a beginning and an end.")
    if quiet_from is not None and quiet_from == quiet_until:
        raise NotAsDescribed("Quiet hours end at another time than they begin; pause a channel to hear nothing at all.")
    if not 0 <= daily_at <= 23:
        raise NotAsDescribed("The hour of the day is from 0 to 23.")
    told = {
        "zone": zone,
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "urgent_passes": urgent_passes,
        "daily_at": daily_at,
    }
    habits, _ = Habits.objects.update_or_create(user=by, defaults=told)
    quiet = f"{quiet_from:%H:%M}-{quiet_until:%H:%M}" if quiet_from and quiet_until else ""
    event = NoticeHabitsSet(
        subject=f"user:{by.pk}",
        client=None,
        zone=zone,
        quiet=quiet,
        urgent_passes=urgent_passes,
        daily_at=daily_at,
    )
    record(event, by=by)
    return habits
