"""When somebody wants to hear."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.notices.domain.timing import Timing


class Habits(models.Model):
    """One row a person, who has the usual ones without it; times are what the clock on their wall shows."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notice_habits")
    zone = models.CharField("time zone", max_length=64, default="UTC")
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    urgent_passes = models.BooleanField(default=True)
    daily_at = models.PositiveSmallIntegerField(default=8)

    class Meta:
        verbose_name_plural = "habits"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | (Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until"))),
                name="quiet_hours_begin_and_end",
            ),
            models.CheckConstraint(condition=Q(daily_at__lte=23), name="daily_notices_have_an_hour"),
        ]

    def __str__(self) -> str:
        return f"habits of {self.user}"

    @property
    def timing(self) -> Timing:
        return Timing(self.zone, self.quiet_from, self.quiet_until, self.urgent_passes, self.daily_at)
