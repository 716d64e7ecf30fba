"""A file that says another rate than the one held."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.rates.domain.contradiction_states import ContradictionState
from accounts.rates.models.rate_import import RateImport

_OPEN = ContradictionState.OPEN.value


class Contradiction(models.Model):
    """Waits until somebody other than who brought the file takes its rate or dismisses it, with a reason."""

    State = ContradictionState

    rate_import = models.ForeignKey(RateImport, on_delete=models.PROTECT, related_name="contradictions")
    currency = models.CharField(max_length=3)
    on = models.DateField()
    held = models.DecimalField(max_digits=20, decimal_places=10)
    given = models.DecimalField(max_digits=20, decimal_places=10)
    state = models.CharField(max_length=10, choices=[(s.value, s.value.capitalize()) for s in ContradictionState])
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-on", "currency"]
        default_permissions = ("view",)
        verbose_name = "rate that differs"
        verbose_name_plural = "rates that differ"
        permissions = [("decide_contradiction", "Can decide which of two rates holds")]
        constraints = [
            # Once dismissed, the same file again is no news.
            models.UniqueConstraint(fields=["currency", "on", "held", "given"], name="one_report_of_a_contradiction"),
            models.CheckConstraint(
                condition=Q(state=_OPEN, decided_by__isnull=True, decided_at__isnull=True)
                | (
                    Q(state__in=[s.value for s in ContradictionState if s.value != _OPEN])
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(reason="")
                ),
                name="contradiction_state_has_its_person",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(brought_by__isnull=True) | ~Q(decided_by=F("brought_by")),
                name="contradiction_decided_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"EUR/{self.currency} on {self.on:%-d %b %Y}"
