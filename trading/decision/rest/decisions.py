"""What was decided about signals, over the API."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.gateway.rest.records import Record
from accounts.gateway.rest.resource import Records
from accounts.models import User
from trading.decision.models import Decision
from trading.decision.selectors.decisions import shown_to
from trading.signals.selectors import open_to


class FigureRecord(serializers.Serializer):
    """One input of a rule."""

    label = serializers.CharField()
    value = serializers.CharField()


class VerdictRecord(serializers.Serializer):
    """What one rule said: pass, less, stop or not asked."""

    rule = serializers.CharField()
    title = serializers.CharField()
    verdict = serializers.CharField()
    words = serializers.CharField()
    input = FigureRecord(many=True)


class DecisionRecord(Record):
    """Of one signal on one account. Strategy developers read nothing of anybody else's money."""

    strategy = serializers.CharField(source="signal.strategy.code")
    signal_id = serializers.CharField(source="signal.signal_id")
    words = serializers.SerializerMethodField()
    verdicts = serializers.SerializerMethodField()
    instructions = serializers.SlugRelatedField(slug_field="reference", many=True, read_only=True)

    class Meta:
        model = Decision
        fields = (
            "id", "strategy", "signal", "signal_id", "account", "allocation", "outcome", "rule", "words", "verdicts",
            "instructions", "decided_at", "took_ms",
        )  # fmt: skip

    def get_words(self, row: Decision) -> str:
        return shown_to(self.context["request"].user, row).words

    @extend_schema_field(VerdictRecord(many=True))
    def get_verdicts(self, row: Decision) -> list[dict[str, Any]]:
        return [
            {**rule, "input": [{"label": label, "value": value} for label, value in rule["input"]]}
            for rule in shown_to(self.context["request"].user, row).rules
        ]


class Decisions(Records):
    """Every rule with its figures and its verdict; `rule` is the one that declined it."""

    kind = "signals"
    permission = "decision.view_decision"
    queryset = Decision.objects.select_related("signal__strategy", "account", "allocation").prefetch_related(
        "instructions"
    )
    serializer_class = DecisionRecord
    filterset_fields = {
        "outcome": ["exact"], "rule": ["exact"], "signal": ["exact"], "account": ["exact"],
        "signal__strategy__code": ["exact"], "decided_at": ["gte", "lt"],
    }  # fmt: skip

    def seen_by(self, user: User) -> QuerySet[Decision]:
        return open_to(user, self.rows(), "signal__strategy__developer")
