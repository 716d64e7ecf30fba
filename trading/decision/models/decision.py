"""What was decided about a signal, for each account, and why; nothing here is ever changed."""

from django.db import models
from django.db.models import Q

from trading.decision.models.allocation import Allocation
from trading.models import BrokerAccount
from trading.orders.models import Instruction
from trading.signals.models import Signal


class Outcome(models.TextChoices):
    ORDERED = "ordered", "Ordered"
    HELD = "held", "Waits for a person"
    CANCELLED = "cancelled", "Entries cancelled"
    DRY_RUN = "dry run", "Dry run"
    DECLINED = "declined", "Declined"


class Decision(models.Model):
    """Of one signal on one account; without an account the signal found none to be traded on.

    `rule` is the one that declined it. `verdicts` are all rules in their order, as trading/decision/domain/verdicts.py
    writes them: {rule, title, verdict, words, told, input}; figures are text.
    """

    Outcome = Outcome

    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="decisions", db_index=False)
    account = models.ForeignKey(
        BrokerAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions", db_index=False
    )
    allocation = models.ForeignKey(
        Allocation, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    outcome = models.CharField(max_length=10, choices=Outcome)
    rule = models.CharField("declined by", max_length=20, blank=True)
    words = models.CharField(max_length=500)
    told = models.CharField(max_length=500, help_text="The words for the strategy's developer.")
    verdicts = models.JSONField(default=list)
    decided_at = models.DateTimeField()
    took_ms = models.DecimalField("milliseconds", max_digits=12, decimal_places=3)
    instructions = models.ManyToManyField(Instruction, through="DecisionOrder", related_name="decisions")

    class Meta:
        ordering = ["-id"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="decision_outcome_is_known"),
            models.CheckConstraint(
                condition=(Q(outcome=Outcome.DECLINED) & ~Q(rule="")) | (~Q(outcome=Outcome.DECLINED) & Q(rule="")),
                name="decision_is_declined_by_a_rule",
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(outcome=Outcome.DECLINED), name="no_order_without_an_account"
            ),
            models.UniqueConstraint(
                fields=["signal", "account"], nulls_distinct=False, name="a_signal_is_decided_once_an_account"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="decisions_of_an_account"),
            models.Index(fields=["outcome", "-id"], name="decisions_by_outcome"),
        ]

    def __str__(self) -> str:
        return f"Decision {self.pk}"

    @property
    def subject(self) -> str:
        """What the trail calls it."""
        return f"decision:{self.pk}"


class DecisionOrder(models.Model):
    """An instruction that a decision made."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="orders")
    instruction = models.OneToOneField(Instruction, on_delete=models.PROTECT, related_name="decided")

    class Meta:
        ordering = ["id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.instruction_id}"
