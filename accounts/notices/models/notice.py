"""One thing that somebody is to be told, by one channel."""

from django.db import models
from django.db.models import Q

from accounts.hooks.domain.kinds import words_of
from accounts.notices.domain import notice_states, timing
from accounts.notices.models.channel import Channel
from accounts.notices.models.figure_alert import FigureAlert
from accounts.notices.models.rule import NoticeRule, Pace


class NoticeState(models.TextChoices):
    WAITING = notice_states.WAITING, "Waiting"
    SENT = notice_states.SENT, "Sent"
    DEAD = notice_states.DEAD, "Not sent"
    DROPPED = notice_states.DROPPED, "Dropped"


class Notice(models.Model):
    """`due_at` and `tried_at` are the database server's clock; its words are written when it is sent."""

    State = NoticeState

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="notices")
    rule = models.ForeignKey(NoticeRule, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")
    figure_alert = models.ForeignKey(
        FigureAlert, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    kind = models.CharField(max_length=80)
    # The trail's number and what it calls the subject; a test and a code have none.
    event = models.BigIntegerField(null=True, blank=True)
    about = models.CharField(max_length=200, blank=True)
    happened_at = models.DateTimeField()
    pace = models.CharField(max_length=10, choices=Pace, default=Pace.AT_ONCE)
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=NoticeState, default=NoticeState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(db_default=models.functions.Now())
    lease = models.UUIDField(null=True, editable=False)
    tried_at = models.DateTimeField("last tried", null=True, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    # What was said; a code is never kept here.
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    url = models.CharField("page", max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["channel", "due_at"], name="notices_due", condition=Q(state=notice_states.WAITING)),
            models.Index(fields=["channel", "-id"], name="notices_of_a_channel"),
            models.Index(fields=["-id"], name="notices_dead", condition=Q(state=notice_states.DEAD)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["rule", "event"], name="one_notice_per_rule_and_event"),
            models.UniqueConstraint(fields=["figure_alert", "event"], name="one_notice_per_figure_alert_and_event"),
            models.CheckConstraint(condition=Q(state__in=notice_states.STATES), name="notice_state_is_known"),
            models.CheckConstraint(condition=Q(pace__in=timing.PACES), name="pace_of_a_notice_is_known"),
            models.CheckConstraint(
                condition=Q(rule__isnull=True) | Q(figure_alert__isnull=True), name="notice_has_one_cause"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.words

    @property
    def words(self) -> str:
        """What it is about while nothing of it was written."""
        return words_of(self.kind)
