"""Somebody's own alert on a figure that they may see."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.notices.domain import figure_alert_states
from accounts.notices.models.channel import Channel


class FigureAlertState(models.TextChoices):
    ARMED = figure_alert_states.ARMED, "Watching"
    RAISED = figure_alert_states.RAISED, "Raised"
    OFF = figure_alert_states.OFF, "Off"
    REMOVED = figure_alert_states.REMOVED, "Removed"


def measured(**words: object) -> models.DecimalField:
    return models.DecimalField(max_digits=24, decimal_places=6, **words)  # type: ignore[arg-type]


class FigureAlert(models.Model):
    """Raised where the figure reaches `threshold`, armed again where it is back at `clears_at`."""

    State = FigureAlertState

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="figure_alerts")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="figure_alerts")
    figure = models.CharField(max_length=40, help_text="A key of FIGURES in the wiring.")
    of = models.CharField(max_length=80, blank=True, help_text="Of what, by the figure's own key.")
    words = models.CharField(max_length=160, help_text="Of what, as it was called when the alert was made.")
    below = models.BooleanField(help_text="Raised by what falls below the threshold; otherwise by what reaches it.")
    threshold = measured()
    clears_at = measured(help_text="Where it is armed again.")
    urgent = models.BooleanField(default=False, help_text="Told in quiet hours, too.")
    state = models.CharField(max_length=10, choices=FigureAlertState, default=FigureAlertState.ARMED)
    value = measured(null=True, blank=True, help_text="As it was last.")
    seen_at = models.DateTimeField(null=True, blank=True)
    raised_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "alert on a figure"
        verbose_name_plural = "alerts on figures"
        ordering = ["-made_at", "-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["state"], name="figure_alerts_watched", condition=Q(state__in=["armed", "raised"]))
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=figure_alert_states.STATES), name="figure_alert_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(below=True, clears_at__gte=F("threshold")) | Q(below=False, clears_at__lte=F("threshold")),
                name="figure_alert_ends_on_the_good_side",
            ),
            models.CheckConstraint(
                condition=~Q(state=figure_alert_states.RAISED) | Q(raised_at__isnull=False),
                name="figure_alert_was_raised_some_day",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def subject(self) -> str:
        """What the trail calls it."""
        return f"figure alert:{self.pk}"
