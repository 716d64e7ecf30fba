"""A word that a difference may stay, with its amount: proposed by one person, given by another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from trading.reconciliation.domain.acceptance_states import LIVE, AcceptanceState
from trading.reconciliation.models.broken import Break, figure

_UNDECIDED = [AcceptanceState.PROPOSED.value, AcceptanceState.WITHDRAWN.value, AcceptanceState.LAPSED.value]
_DECIDED = [AcceptanceState.ACCEPTED.value, AcceptanceState.DECLINED.value, AcceptanceState.ENDED.value]


class Acceptance(models.Model):
    """Holds while the difference stays within `band` of `difference`; what was proposed never changes."""

    State = AcceptanceState

    of_break = models.ForeignKey(Break, on_delete=models.PROTECT, related_name="acceptances", verbose_name="break")
    difference = figure(help_text="What the broker has more than we make of it.")
    band = figure(default=0, help_text="How far the difference may move before it is looked at again.")
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=[(s.value, s.value.capitalize()) for s in AcceptanceState])
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=500, blank=True, help_text="What the second person said.")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When the figures agreed, or outgrew it.")

    class Meta:
        ordering = ["-id"]
        default_permissions = ("view",)
        verbose_name = "accepted difference"
        constraints = [
            models.CheckConstraint(condition=Q(band__gte=0), name="acceptance_band_is_not_negative"),
            models.CheckConstraint(condition=~Q(difference=0), name="acceptance_is_of_a_difference"),
            models.CheckConstraint(condition=~Q(reason=""), name="acceptance_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state__in=_UNDECIDED, decided_by__isnull=True, decided_at__isnull=True)
                | Q(state__in=_DECIDED, decided_by__isnull=False, decided_at__isnull=False),
                name="acceptance_state_has_its_people",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="acceptance_by_a_second_person",
            ),
            models.UniqueConstraint(
                fields=["of_break"],
                condition=Q(state__in=[state.value for state in LIVE]),
                name="one_live_acceptance_per_break",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of_break}: {self.of_break.shown(self.difference)}"
