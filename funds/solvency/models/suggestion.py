"""A transfer between two places of the firm's money that a run suggests: never made by itself, decided by a person."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from fidus.lib.money import Money
from funds.solvency.domain.suggestion_states import SuggestionState
from funds.solvency.models.run import SolvencyRun


class TransferSuggestion(models.Model):
    """`source` and `target` are keys of places ("account:12", "bank:USD") with their names as they were."""

    State = SuggestionState

    run = models.ForeignKey(SolvencyRun, on_delete=models.PROTECT, related_name="suggestions")
    source = models.CharField(max_length=80)
    source_name = models.CharField(max_length=200)
    target = models.CharField(max_length=80)
    target_name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    why = models.TextField()
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value.capitalize()) for state in SuggestionState]
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="Why it was taken or dismissed.")

    class Meta:
        ordering = ["-run", "-amount_minor"]
        default_permissions = ("view",)
        permissions = [("decide_suggestion", "Can take or dismiss a suggested transfer")]
        constraints = [
            models.UniqueConstraint(fields=["run", "source", "target"], name="one_suggestion_per_run_and_places"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="suggestion_amount_is_positive"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="suggestion_is_between_two_places"),
            models.CheckConstraint(
                condition=Q(state=SuggestionState.SUGGESTED.value, decided_by__isnull=True, decided_at__isnull=True)
                | Q(state=SuggestionState.TAKEN.value, decided_by__isnull=False, decided_at__isnull=False)
                | Q(state=SuggestionState.DISMISSED.value, decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(reason=""),
                name="suggestion_decided_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} from {self.source_name} to {self.target_name}"

    @property
    def amount(self) -> Money:
        return Money.from_minor(self.amount_minor, self.currency)
