"""That somebody looked at what a person may do, and what they decided."""

from django.conf import settings
from django.db import models


class Verdict(models.TextChoices):
    FITS = "fits", "Fits the work"
    CHANGE = "change", "To be changed"


class AccessReview(models.Model):
    """One person's access as it stood when somebody else looked at it; never changed afterwards."""

    Verdict = Verdict

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="access_reviews")
    verdict = models.CharField(max_length=10, choices=Verdict)
    note = models.CharField(max_length=300, blank=True)
    # What was looked at: state, roles, clients and factors, in words.
    seen = models.JSONField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        default_permissions = ("view",)
        permissions = [
            ("review_access", "Can review who may log in, and take the list out"),
            ("reset_factors", "Can take away somebody's second factors"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(user=models.F("reviewed_by")), name="access_is_reviewed_by_somebody_else"
            ),
            models.CheckConstraint(condition=models.Q(verdict__in=Verdict.values), name="access_verdict_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_verdict_display()}"
