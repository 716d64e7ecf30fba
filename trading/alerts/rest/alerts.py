"""Alerts and their rules over the API."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from accounts.gateway.rest.fields import Person
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from trading.alerts.domain.kinds import KINDS, Kind
from trading.alerts.models import Alert, AlertRule
from trading.alerts.services.see_alert import see_alert
from trading.alerts.services.set_rule import set_rule
from trading.models import BrokerAccount

_KINDS = [(kind.value, usual.words) for kind, usual in KINDS.items()]


class AlertRecord(Record):
    """Figures are percent, seconds, a count, or of a withdrawal an amount in the account's currency."""

    kind = serializers.ChoiceField(
        choices=[(kind.value, usual.words) for kind, usual in KINDS.items()], source="rule.kind"
    )
    seen_by = Person()

    class Meta:
        model = Alert
        fields = (
            "id", "rule", "kind", "account", "line", "threshold", "figure", "worst", "words", "state", "opened_at",
            "seen_by", "seen_at", "note", "closed_at",
        )  # fmt: skip


class AlertRuleRecord(Record):
    """Of one account, of a broker's, or of all; the nearest of a kind holds, also one that is off."""

    set_by = Person()

    class Meta:
        model = AlertRule
        fields = (
            "id", "kind", "account", "broker", "threshold", "clears_at", "days", "is_on", "set_at", "set_by",
        )  # fmt: skip


class Note(Order):
    """What is done about it."""

    note = serializers.CharField(max_length=500, default="", allow_blank=True)


class NewRule(Order):
    """The rule of this kind for these accounts, new or changed."""

    kind = serializers.ChoiceField(choices=_KINDS)
    threshold = serializers.DecimalField(max_digits=18, decimal_places=3, min_value=Decimal(0))
    clears_at = serializers.DecimalField(
        max_digits=18, decimal_places=3, min_value=Decimal(0), allow_null=True, default=None,
        help_text="Where an alert ends; the usual distance unless told.",
    )  # fmt: skip
    account = serializers.PrimaryKeyRelatedField(
        queryset=BrokerAccount.objects.filter(disabled_at=None), allow_null=True, default=None
    )
    broker = serializers.CharField(max_length=120, default="", allow_blank=True)
    days = serializers.IntegerField(min_value=1, max_value=366, default=1, help_text="How far back a drawdown reaches.")
    is_on = serializers.BooleanField(default=True)

    def validate_kind(self, value: str) -> Kind:
        return Kind(value)


class Alerts(Records):
    """What wants a person's eyes: they come and end by themselves."""

    kind = "trading"
    permission = "alerts.view_alert"
    queryset = Alert.objects.select_related("rule", "account", "seen_by")
    serializer_class = AlertRecord
    filterset_fields = {
        "state": ["exact"], "account": ["exact"], "rule": ["exact"], "rule__kind": ["exact"],
        "opened_at": ["gte", "lt"],
    }  # fmt: skip

    @operation(permission="alerts.see_alert", takes=Note)
    def see(self, alert: Alert, *, by: User, note: str) -> Alert:
        """Say that one has seen it; a withdrawal is over with this."""
        return see_alert(alert=alert, note=note, by=by)


class AlertRules(Records):
    """Which figures raise an alert, and which end it."""

    kind = "trading"
    permission = "alerts.view_alertrule"
    queryset = AlertRule.objects.select_related("account", "set_by")
    serializer_class = AlertRuleRecord
    filterset_fields = {"kind": ["exact"], "account": ["exact"], "broker": ["exact"], "is_on": ["exact"]}

    @operation(permission="alerts.set_rule", takes=NewRule)
    def create(self, *, by: User, **given: Any) -> AlertRule:
        """Set a rule; one of the same kind for the same accounts is changed."""
        return set_rule(by=by, **given)
