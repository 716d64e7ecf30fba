"""A file of clients, investments or movements on its way in, and what came of each row."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from funds.intake.domain.layouts import BOOKS_MONEY, Kind
from funds.intake.domain.run_states import FINISHED, LOOKED_AT, RECEIVED, RUNNING, STATES

OUTCOMES = [("added", "Added"), ("known", "Known"), ("failed", "Failed")]


class IntakeRun(models.Model):
    """Whoever starts a run that books money cannot approve it."""

    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value.capitalize()) for kind in Kind])
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    kept_as = models.CharField(max_length=100, help_text="In the folder of sealed files.")
    whole = models.BooleanField(default=True, help_text="All rows or none; otherwise each row for itself.")
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    day_order = models.CharField(max_length=5, blank=True)
    decimal = models.CharField(max_length=1, blank=True)
    state = models.CharField(max_length=10, choices=[(state, state.capitalize()) for state in STATES], default=RECEIVED)
    rows = models.IntegerField(default=0)
    look = models.IntegerField(default=1, help_text="Which reading of the file the trial is of.")
    tried = models.IntegerField(default=0, help_text="Rows of this look that were tried and taken back.")
    tried_at = models.DateTimeField(null=True, blank=True)
    trial_error = models.TextField(blank=True, help_text="Why the rows could not be tried.")
    done = models.IntegerField(default=0)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="Why it failed or was refused.")

    class Meta:
        ordering = ["-id"]
        default_permissions = ("view",)
        permissions = [
            ("start_run", "Can bring in clients, investments and movements from a file"),
            ("approve_run", "Can approve a file of movements that somebody else brought in"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="intake_run_state_is_known"),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="intake_run_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[RUNNING, FINISHED])
                | ~Q(kind__in=list(BOOKS_MONEY))
                | Q(approved_by__isnull=False) & ~Q(approved_by=F("uploaded_by")),
                name="intake_of_money_is_approved_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"

    @property
    def books_money(self) -> bool:
        return self.kind in BOOKS_MONEY

    @property
    def not_reached(self) -> int:
        return self.rows - self.done

    @property
    def being_tried(self) -> bool:
        return self.state in LOOKED_AT and self.tried < self.rows and not self.trial_error


class IntakeTrial(models.Model):
    """What one row would do, of one look at the file; the rows of earlier looks are not kept."""

    run = models.ForeignKey(IntakeRun, on_delete=models.PROTECT, related_name="trials")
    look = models.IntegerField()
    row = models.IntegerField()
    key = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=8, choices=OUTCOMES)
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ["row"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["run", "look", "row"], name="one_trial_per_intake_row"),
            models.CheckConstraint(
                condition=Q(outcome__in=["added", "known", "failed"]), name="intake_trial_outcome_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Row {self.row}: {self.text}"


class IntakeResult(models.Model):
    """What came of one row; rows without a word here were not reached."""

    run = models.ForeignKey(IntakeRun, on_delete=models.PROTECT, related_name="results")
    row = models.IntegerField()
    key = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=8, choices=OUTCOMES)
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ["row"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["run", "row"], name="one_result_per_intake_row"),
            models.CheckConstraint(
                condition=Q(outcome__in=["added", "known", "failed"]), name="intake_outcome_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Row {self.row}: {self.text}"


class IntakeKey(models.Model):
    """A key once brought in stands for its row's content and for what was made of it, for ever."""

    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=80)
    content = models.CharField(max_length=64)
    made = models.CharField(max_length=80, help_text="Number of the client or investment, or the movement's reference.")
    run = models.ForeignKey(IntakeRun, on_delete=models.PROTECT, related_name="keys")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="an_intake_key_is_used_once")]

    def __str__(self) -> str:
        return f"{self.key}: {self.made}"
