"""What came of asking the source of daily rates."""

from django.db import models

from accounts.rates.models.rate_import import RateImport


class Outcome(models.TextChoices):
    TAKEN = "taken", "New rates"
    NOTHING_NEW = "nothing_new", "Nothing new"
    FAILED = "failed", "Failed"


class FeedAttempt(models.Model):
    """One question and its answer; appended once, never changed."""

    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField()
    url = models.CharField(max_length=500)
    outcome = models.CharField(max_length=12, choices=Outcome)
    words = models.CharField(max_length=500)
    rate_import = models.ForeignKey(RateImport, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-asked_at", "-id"]
        default_permissions = ("view",)
        verbose_name = "question to the daily source"
        verbose_name_plural = "questions to the daily source"
        constraints = [
            models.CheckConstraint(condition=models.Q(outcome__in=Outcome.values), name="feed_outcome_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}, {self.asked_at:%-d %b %Y %H:%M}"
