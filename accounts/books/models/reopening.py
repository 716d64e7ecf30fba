"""Requests that a closed month be opened again: asked for by one person, approved by another."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.books.domain.periods import Period
from accounts.books.domain.reopening_states import ReopeningState

_PERSON: dict[str, Any] = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "related_name": "+"}
_ASKED, _WITHDRAWN = ReopeningState.ASKED.value, ReopeningState.WITHDRAWN.value
_APPROVED, _REFUSED = ReopeningState.APPROVED.value, ReopeningState.REFUSED.value


class Reopening(models.Model):
    """Books are closed without holes, so it speaks of every month from `month` to `until`."""

    State = ReopeningState

    month = models.DateField(help_text="The first day of the first month to be opened.")
    until = models.DateField(help_text="How far the books were closed when it was asked for.")
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=[(one.value, one.value.capitalize()) for one in ReopeningState])
    asked_by = models.ForeignKey(**_PERSON)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(null=True, blank=True, **_PERSON)
    decided_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(blank=True, help_text="Why it was refused.")

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("view",)
        verbose_name = "request to open a month again"
        verbose_name_plural = "requests to open a month again"
        permissions = [("ask_to_reopen", "Can ask that a month be opened again")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in ReopeningState]), name="reopening_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(month__day=1, until__gte=F("month")), name="reopening_is_of_a_closed_month"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="reopening_has_a_reason"),
            models.UniqueConstraint(fields=["month"], condition=Q(state=_ASKED), name="reopening_asked_once"),
            models.CheckConstraint(
                condition=Q(state=_ASKED, decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state=_ASKED) & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="reopening_decided_has_its_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[_APPROVED, _REFUSED]) | ~Q(decided_by=F("asked_by")),
                name="reopening_decided_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state=_WITHDRAWN) | Q(decided_by=F("asked_by")), name="reopening_withdrawn_by_who_asked"
            ),
            models.CheckConstraint(
                condition=Q(state=_REFUSED) & ~Q(refusal="") | ~Q(state=_REFUSED) & Q(refusal=""),
                name="reopening_refused_has_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%B %Y}"

    @property
    def months(self) -> list[date]:
        """The first days of the months it opens, the oldest first."""
        return [one.start for one in Period(self.month, self.until).months()]
