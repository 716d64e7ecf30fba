"""How far trading may go, over the API."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.gateway.rest.fields import Known
from accounts.gateway.rest.records import Order
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from trading.decision.domain.limits import LimitKind, LimitScope
from trading.decision.models import Limit
from trading.decision.rest.terms import COURSE, TermsRecord, Why
from trading.decision.services.approve_limit import approve_limit
from trading.decision.services.decline_limit import decline_limit
from trading.decision.services.end_limit import end_limit
from trading.decision.services.propose_limit import propose_limit
from trading.models import BrokerAccount
from trading.signals.models import Strategy
from trading.signals.selectors import OVERSEES


class LimitRecord(TermsRecord):
    """Percents in percent, ages in seconds; the nearest holds (docs/decisions.md)."""

    strategy = serializers.CharField(source="strategy.code", allow_null=True, default=None)

    class Meta:
        model = Limit
        fields = (
            "id", "kind", "scope", "broker", "account", "strategy", "value", "starts_on", *COURSE,
        )  # fmt: skip


class NewLimit(Order):
    """Of the firm, or of the broker, account or strategy that it names; from today on, if no first day is given."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in LimitKind])
    scope = serializers.ChoiceField(choices=[scope.value for scope in LimitScope])
    broker = serializers.CharField(max_length=120, required=False, help_text="As the accounts have it.")
    account = serializers.PrimaryKeyRelatedField(queryset=BrokerAccount.objects.all(), required=False)
    strategy = Known(slug_field="code", queryset=Strategy.objects.all(), required=False)
    value = serializers.DecimalField(max_digits=12, decimal_places=3)
    starts_on = serializers.DateField(required=False)
    reason = serializers.CharField(max_length=500)


class Limits(Records):
    """Whoever proposed one does not decide on it."""

    kind = "signals"
    permission = "decision.view_limit"
    queryset = Limit.objects.select_related("strategy", "account", "proposed_by", "decided_by", "ended_by")
    serializer_class = LimitRecord
    filterset_fields = {
        "kind": ["exact"], "scope": ["exact"], "state": ["exact"], "broker": ["exact"], "account": ["exact"],
        "strategy__code": ["exact"],
    }  # fmt: skip

    def seen_by(self, user: User) -> QuerySet[Limit]:
        """They name accounts, brokers and everybody's strategies."""
        return self.rows() if user.has_perm(OVERSEES) else self.rows().filter(strategy__developer=user)

    @operation(permission="decision.propose_limit", takes=NewLimit)
    def create(self, *, by: User, **given: Any) -> Limit:
        """Propose one; it holds once a second person has approved it."""
        return propose_limit(by=by, **given)

    @operation(permission="decision.approve_limit")
    def approve(self, limit: Limit, *, by: User) -> Limit:
        """Every decision from its day on is made with it."""
        return approve_limit(limit=limit, by=by)

    @operation(permission="decision.approve_limit", takes=Why)
    def decline(self, limit: Limit, *, by: User, reason: str) -> Limit:
        """It never holds; whoever proposed it reads why."""
        return decline_limit(limit=limit, reason=reason, by=by)

    @operation(permission="decision.propose_limit", takes=Why)
    def end(self, limit: Limit, *, by: User, reason: str) -> Limit:
        """Only where what holds then lets nothing more pass."""
        return end_limit(limit=limit, reason=reason, by=by)
