"""The closing of a month: one run with a checklist, kept also when the month is opened again."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.books.domain.closing_states import ClosingState, StepState

_PERSON: dict[str, Any] = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "related_name": "+"}
_DAY = timedelta(days=1)


class ClosingRun(models.Model):
    """One month on its way to being closed: prepared by one person, closed by another."""

    month = models.DateField(help_text="Its first day.")
    state = models.CharField(max_length=10, choices=[(state.value, state.value.capitalize()) for state in ClosingState])
    prepared_by = models.ForeignKey(**_PERSON)
    started_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)
    seal = models.BigIntegerField(null=True, help_text="The newest seal when the checks began: what they speak of.")
    closed_by = models.ForeignKey(null=True, blank=True, **_PERSON)
    closed_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(null=True, blank=True, **_PERSON)
    reopened_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="Why it was re-opened.")
    reopening = models.ForeignKey(
        "books.Reopening", null=True, blank=True, on_delete=models.PROTECT, related_name="closings"
    )

    class Meta:
        ordering = ["-month", "-pk"]
        default_permissions = ("view",)
        permissions = [
            ("close_books", "Can prepare and close months"),
            ("reopen_books", "Can approve that months are opened again"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ClosingState]), name="closing_state_is_known"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="closing_month_is_its_first_day"),
            models.UniqueConstraint(
                fields=["month"], condition=~Q(state=ClosingState.REOPENED.value), name="closing_one_run_a_month"
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("prepared_by")),
                name="closing_closed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(reopened_by__isnull=True) | ~Q(reopened_by=F("closed_by")),
                name="closing_reopened_by_another_than_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ClosingState.CLOSED.value, ClosingState.REOPENED.value])
                | Q(closed_by__isnull=False, closed_at__isnull=False),
                name="closing_closed_has_its_people",
            ),
            models.CheckConstraint(
                condition=~Q(state=ClosingState.REOPENED.value)
                | (Q(reopened_by__isnull=False, reopened_at__isnull=False) & ~Q(reason="")),
                name="closing_reopened_has_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%B %Y}"

    @property
    def until(self) -> date:
        """The month's last day."""
        return (self.month.replace(day=28) + 4 * _DAY).replace(day=1) - _DAY


class ClosingStep(models.Model):
    """One line of the checklist: what was looked at, and what was found."""

    run = models.ForeignKey(ClosingRun, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    check_name = models.CharField(max_length=200, help_text="The dotted name of the check.")
    state = models.CharField(max_length=12, choices=[(state.value, state.value.capitalize()) for state in StepState])
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    findings = models.JSONField(default=list)
    acknowledged_by = models.ForeignKey(null=True, blank=True, **_PERSON)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["run", "position"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="closing_step_has_its_place"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in StepState]), name="closing_step_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=StepState.ACKNOWLEDGED.value) | (Q(acknowledged_by__isnull=False) & ~Q(reason="")),
                name="closing_step_acknowledged_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The check's name in words."""
        return self.check_name.rpartition(".")[2].replace("_", " ").capitalize()


class ChainProof(models.Model):
    """Up to which seal the ledger's chain was recomputed and held; the next proof begins there."""

    seal = models.BigIntegerField(primary_key=True)
    hash = models.BinaryField()
    entries = models.PositiveIntegerField(help_text="How many entries this proof added.")
    proved_at = models.DateTimeField()

    class Meta:
        ordering = ["-seal"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"up to seal {self.seal}"
