"""Which strategy trades how much of which account."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from trading.decision.domain.terms_states import TermsState
from trading.decision.models.terms import Terms
from trading.models import BrokerAccount
from trading.signals.domain.standard import SizeKind
from trading.signals.models import Strategy


def percent(**words: object) -> models.DecimalField:
    return models.DecimalField(max_digits=8, decimal_places=3, **words)  # type: ignore[arg-type]


class Allocation(Terms):
    """`share` percent of the account's equity, whatever that is at the moment, are the strategy's to trade.

    `size_kind` and `size_value` say how large an entry is whose signal names no size; percents are of the share.
    """

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="allocations")
    account = models.ForeignKey(BrokerAccount, on_delete=models.PROTECT, related_name="allocations")
    share = percent(help_text="Percent of the account's equity.")
    size_kind = models.CharField(
        "usual size", max_length=14, choices=[(kind.value, str(kind).capitalize()) for kind in SizeKind]
    )
    size_value = models.DecimalField("of", max_digits=24, decimal_places=10)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The last day; empty: until it is ended.")

    class Meta(Terms.Meta):
        ordering = ["-id"]
        default_permissions = ("view",)
        permissions = [
            ("propose_allocation", "Propose and end allocations of accounts to strategies"),
            ("approve_allocation", "Approve and decline allocations that somebody else proposed"),
        ]
        constraints = [
            *Terms.Meta.constraints,
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=100), name="allocation_is_a_share"),
            models.CheckConstraint(
                condition=Q(size_kind__in=list(SizeKind), size_value__gt=0), name="allocation_has_a_usual_size"
            ),
            models.CheckConstraint(
                condition=~Q(size_kind__in=[SizeKind.EQUITY_PERCENT, SizeKind.RISK_PERCENT])
                | Q(size_value__lte=Decimal(100)),
                name="allocation_size_is_a_percent",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="allocation_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["strategy", "account"],
                condition=Q(state=TermsState.ACTIVE),
                name="one_active_allocation_of_a_strategy",
            ),
        ]
        indexes = [models.Index(fields=["account"], condition=Q(state=TermsState.ACTIVE), name="active_allocations")]

    def __str__(self) -> str:
        return f"{self.strategy} on {self.account}"
