"""Which strategy trades how much of which account, over the API."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.gateway.rest.fields import Known
from accounts.gateway.rest.records import Order
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from trading.decision.models import Allocation
from trading.decision.rest.terms import COURSE, TermsRecord, Why
from trading.decision.services.approve_allocation import approve_allocation
from trading.decision.services.decline_allocation import decline_allocation
from trading.decision.services.end_allocation import end_allocation
from trading.decision.services.propose_allocation import propose_allocation
from trading.models import BrokerAccount
from trading.signals.domain.standard import SizeKind
from trading.signals.models import Strategy
from trading.signals.selectors import open_to


class AllocationRecord(TermsRecord):
    """`share` percent of the account's equity; `size_value` of `size_kind` is an entry whose signal names no size."""

    strategy = serializers.CharField(source="strategy.code")

    class Meta:
        model = Allocation
        fields = (
            "id", "strategy", "account", "share", "size_kind", "size_value", "starts_on", "ends_on", *COURSE,
        )  # fmt: skip


class NewAllocation(Order):
    """A share of an account; from today on, if no first day is given."""

    strategy = Known(slug_field="code", queryset=Strategy.objects.all())
    account = serializers.PrimaryKeyRelatedField(queryset=BrokerAccount.objects.all())
    share = serializers.DecimalField(max_digits=8, decimal_places=3, help_text="Percent of the account's equity.")
    size_kind = serializers.ChoiceField(choices=[kind.value for kind in SizeKind])
    size_value = serializers.DecimalField(max_digits=24, decimal_places=10)
    starts_on = serializers.DateField(required=False)
    ends_on = serializers.DateField(required=False, help_text="The last day; none: until somebody ends it.")
    reason = serializers.CharField(max_length=500)


class Allocations(Records):
    """Whoever proposed one does not decide on it; strategy developers see those of their own strategies."""

    kind = "signals"
    permission = "decision.view_allocation"
    queryset = Allocation.objects.select_related("strategy", "account", "proposed_by", "decided_by", "ended_by")
    serializer_class = AllocationRecord
    filterset_fields = {"state": ["exact"], "strategy__code": ["exact"], "account": ["exact"]}

    def seen_by(self, user: User) -> QuerySet[Allocation]:
        return open_to(user, self.rows(), "strategy__developer")

    @operation(permission="decision.propose_allocation", takes=NewAllocation)
    def create(self, *, by: User, **given: Any) -> Allocation:
        """Propose one; it holds once a second person has approved it."""
        return propose_allocation(by=by, **given)

    @operation(permission="decision.approve_allocation")
    def approve(self, allocation: Allocation, *, by: User) -> Allocation:
        """It holds on its days; what the strategy had of this account before has ended."""
        return approve_allocation(allocation=allocation, by=by)

    @operation(permission="decision.approve_allocation", takes=Why)
    def decline(self, allocation: Allocation, *, by: User, reason: str) -> Allocation:
        """It never holds; whoever proposed it reads why."""
        return decline_allocation(allocation=allocation, reason=reason, by=by)

    @operation(permission="decision.propose_allocation", takes=Why)
    def end(self, allocation: Allocation, *, by: User, reason: str) -> Allocation:
        """Nothing is decided on the account any more, exits neither."""
        return end_allocation(allocation=allocation, reason=reason, by=by)
