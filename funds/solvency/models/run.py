"""One run of the simulation: what it was told, how far it is, what it found."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from funds.solvency.domain.inputs import Inputs, from_bytes
from funds.solvency.domain.parameters import Parameters
from funds.solvency.domain.run_states import RunState

_HASH = r"^[0-9a-f]{64}$"


class Purpose(models.TextChoices):
    ASKED = "asked", "Asked for"
    NIGHT = "night", "Every night"
    WHAT_IF = "what_if", "What if"


class SolvencyRun(models.Model):
    """Its inputs are kept whole and never change: done again, it finds the same (docs/adr/0027).

    Who works on it holds a lease, and loses it by dying; `attempts` tells whose work counts.
    """

    State = RunState
    Purpose = Purpose

    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.ASKED)
    as_of = models.DateField()
    currency = models.CharField(max_length=3)
    known_at = models.BigIntegerField(help_text="Seal number of the newest ledger entry that was known.")
    parameters = models.JSONField(help_text="Seed, paths and the assumptions.")
    inputs = models.BinaryField(help_text="The facts it was computed from, packed.")
    inputs_sha256 = models.CharField(max_length=64)
    notes = models.JSONField(default=list, help_text="What could not be counted, in words.")
    what_if = models.JSONField(null=True, blank=True, help_text="The subscription that is tried, if one.")
    beside = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="The run it is set beside."
    )
    state = models.CharField(max_length=10, choices=[(state.value, state.value.capitalize()) for state in RunState])
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    working_since = models.DateTimeField(null=True, blank=True)
    paths_done = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True, help_text="Why it failed.")
    result = models.JSONField(null=True, blank=True)
    result_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("run_solvency", "Can run the simulation of solvency")]
        indexes = [models.Index(fields=["state", "leased_until"], name="solvency_run_to_do")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RunState.RUNNING.value, ended_at__isnull=True, result__isnull=True)
                | Q(state=RunState.FINISHED.value, ended_at__isnull=False, result__isnull=False)
                | Q(state=RunState.FAILED.value, ended_at__isnull=False, result__isnull=True) & ~Q(reason="")
                | Q(state=RunState.CANCELLED.value, ended_at__isnull=False, result__isnull=True),
                name="solvency_run_state_has_its_outcome",
            ),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="solvency_run_purpose_is_known"),
            models.CheckConstraint(
                condition=Q(purpose=Purpose.WHAT_IF, what_if__isnull=False, beside__isnull=False)
                | ~Q(purpose=Purpose.WHAT_IF) & Q(what_if__isnull=True, beside__isnull=True),
                name="solvency_run_what_if_has_its_question",
            ),
            models.CheckConstraint(condition=Q(inputs_sha256__regex=_HASH), name="solvency_run_inputs_are_hashed"),
            models.CheckConstraint(
                condition=Q(result__isnull=True, result_sha256="")
                | Q(result__isnull=False, result_sha256__regex=_HASH),
                name="solvency_run_result_is_hashed",
            ),
            models.CheckConstraint(
                condition=Q(beside__isnull=True) | ~Q(beside=F("id")), name="solvency_run_is_set_beside_another"
            ),
        ]

    def __str__(self) -> str:
        return f"Run {self.pk} of {self.as_of:%-d %b %Y}"

    @property
    def told(self) -> Parameters:
        return Parameters.from_json(self.parameters)

    @property
    def facts(self) -> Inputs:
        return from_bytes(bytes(self.inputs))

    def seconds_left(self, now: datetime) -> float | None:
        """By the pace so far; None before there is one."""
        if not self.paths_done or self.working_since is None:
            return None
        per_path = (now - self.working_since).total_seconds() / self.paths_done
        return per_path * max(self.told.paths - self.paths_done, 0)
