"""A month's run of statements for all clients: its rows are the work, whoever does it may die."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Client
from funds.domain.statement_batch_states import BatchState, RowState
from funds.models.statement import Statement


def _choices(states: type[BatchState] | type[RowState]) -> list[tuple[str, str]]:
    return [(state.value, state.value.capitalize()) for state in states]


class StatementBatch(models.Model):
    """One run, of all clients or of one; of a month each has at most one that is running."""

    State = BatchState

    month = models.DateField(help_text="The first day of the month.")
    state = models.CharField(max_length=10, choices=_choices(BatchState))
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    correct = models.BooleanField(default=False, help_text="A statement whose figures have changed is corrected.")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-started_at"]
        default_permissions = ("view",)
        verbose_name = "statement run"
        constraints = [
            models.UniqueConstraint(
                fields=["month"],
                condition=Q(state=BatchState.RUNNING.value, client__isnull=True),
                name="one_running_batch_per_month",
            ),
            models.UniqueConstraint(
                fields=["month", "client"],
                condition=Q(state=BatchState.RUNNING.value, client__isnull=False),
                name="one_running_batch_per_month_and_client",
            ),
            models.CheckConstraint(
                condition=Q(state=BatchState.RUNNING.value, ended_at__isnull=True)
                | Q(state__in=[BatchState.FINISHED.value, BatchState.CANCELLED.value], ended_at__isnull=False),
                name="batch_ended_has_an_end",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="batch_month_is_a_first_day"),
        ]

    def __str__(self) -> str:
        whose = f" for {self.client}" if self.client else ""
        return f"Statements of {self.month:%B %Y}{whose}"


class StatementBatchRow(models.Model):
    """One client's statement in a run; who works on it holds a lease, and loses it by dying."""

    State = RowState

    batch = models.ForeignKey(StatementBatch, on_delete=models.PROTECT, related_name="rows")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=_choices(RowState), default=RowState.PENDING.value)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True, help_text="Why it could not be issued.")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["batch", "client__number"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["batch", "state", "leased_until"], name="batch_row_to_do")]
        constraints = [
            models.UniqueConstraint(fields=["batch", "client"], name="one_batch_row_per_client"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in RowState]), name="batch_row_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=RowState.DONE.value, statement__isnull=False)
                | ~Q(state=RowState.DONE.value) & Q(statement__isnull=True),
                name="batch_row_done_has_a_statement",
            ),
            models.CheckConstraint(
                condition=~Q(state=RowState.FAILED.value) | ~Q(reason=""), name="batch_row_failed_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client} in {self.batch}"
