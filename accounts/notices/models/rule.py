"""What somebody wants to hear, by which channel, and when."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.notices.domain import timing
from accounts.notices.models.channel import Channel


class Pace(models.TextChoices):
    AT_ONCE = timing.AT_ONCE, "At once"
    HOURLY = timing.HOURLY, "Gathered every hour"
    DAILY = timing.DAILY, "Gathered once a day"


class NoticeRule(models.Model):
    """Hears of what happens after `heard_from`; an ended one stays for the notices that it made."""

    Pace = Pace

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notice_rules")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="rules")
    kinds = ArrayField(models.CharField(max_length=80), help_text="The kinds of events that are told.")
    pace = models.CharField(max_length=10, choices=Pace, default=Pace.AT_ONCE)
    heard_from = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "rule of notices"
        verbose_name_plural = "rules of notices"
        ordering = ["pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(condition=Q(pace__in=timing.PACES), name="notice_pace_is_known"),
            models.CheckConstraint(condition=~Q(kinds=[]), name="notice_rule_hears_of_something"),
        ]

    def __str__(self) -> str:
        return f"{len(self.kinds)} kinds of events by {self.channel}"

    @property
    def subject(self) -> str:
        """What the trail calls it."""
        return f"notice rule:{self.pk}"
