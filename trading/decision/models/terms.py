"""What two people set: one proposes it, another decides, and anybody who may propose ends it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from trading.decision.domain.terms_states import TermsState

_P, _A, _D, _E = TermsState.PROPOSED, TermsState.ACTIVE, TermsState.DECLINED, TermsState.ENDED


class Terms(models.Model):
    State = TermsState

    reason = models.CharField(max_length=500)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value.capitalize()) for s in TermsState], default=TermsState.PROPOSED
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=500, blank=True, help_text="What the second person said.")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(TermsState)), name="%(class)s_state_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="%(class)s_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state=_P, decided_by__isnull=True, ended_at__isnull=True)
                | Q(state__in=[_A, _D], decided_by__isnull=False, ended_at__isnull=True)
                | Q(state=_E, decided_by__isnull=False, ended_at__isnull=False),
                name="%(class)s_state_has_its_people",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="%(class)s_decided_by_a_second_person",
            ),
        ]

    @property
    def subject(self) -> str:
        """What the trail calls it."""
        return f"{self._meta.model_name}:{self.pk}"
