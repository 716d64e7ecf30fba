"""Rates set by hand."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.rates.domain.ecb_files import EARLIEST
from accounts.rates.domain.override_states import OverrideState

_PROPOSED, _WITHDRAWN = OverrideState.PROPOSED.value, OverrideState.WITHDRAWN.value
_APPROVED, _REFUSED, _ENDED = OverrideState.APPROVED.value, OverrideState.REFUSED.value, OverrideState.ENDED.value


class RateOverride(models.Model):
    """`value` units of `quote` for one `base` from `valid_from` to `valid_until`, once a second person approved it.

    `ended_on` is the first day on which an ended one no longer holds; for the days before it still does.
    """

    State = OverrideState

    base = models.CharField(max_length=5)
    quote = models.CharField(max_length=5)
    value = models.DecimalField(max_digits=20, decimal_places=10)
    valid_from = models.DateField()
    valid_until = models.DateField(help_text="The last day.")
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=[(s.value, s.value.capitalize()) for s in OverrideState])
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
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-valid_from", "-id"]
        default_permissions = ("view",)
        verbose_name = "rate by hand"
        verbose_name_plural = "rates by hand"
        permissions = [
            ("propose_override", "Can propose an exchange rate by hand"),
            ("approve_override", "Can approve and end exchange rates set by hand"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(value__gt=0), name="override_is_positive"),
            models.CheckConstraint(condition=~Q(base=F("quote")), name="override_is_of_two_currencies"),
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="override_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(valid_from__gte=EARLIEST), name="override_is_not_before_the_euro"),
            models.CheckConstraint(condition=~Q(reason=""), name="override_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state__in=[_PROPOSED, _WITHDRAWN], decided_by__isnull=True, ended_on__isnull=True)
                | Q(state__in=[_APPROVED, _REFUSED], decided_by__isnull=False, ended_on__isnull=True)
                | Q(state=_ENDED, decided_by__isnull=False, ended_by__isnull=False, ended_on__isnull=False),
                name="override_state_has_its_people",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="override_decided_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.base}/{self.quote} {self.value.normalize():f}"
