"""Journeys of signals over the API: the same facts as on the page."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.gateway.rest.records import Figures, Record
from accounts.gateway.rest.resource import Records
from accounts.models import User
from trading.desk.selectors.journey import journeys
from trading.signals.models import Signal
from trading.signals.selectors import OVERSEES, open_to


def _milliseconds(**words: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=20, decimal_places=3, allow_null=True, **words)


def _plain(**words: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=34, decimal_places=10, **words)


class StepRecord(Figures):
    """One step; `took_ms` since the step before on its own order's way, and for whom that time passed."""

    at = serializers.DateTimeField()
    step = serializers.CharField(source="kind")
    title = serializers.CharField()
    words = serializers.CharField()
    account = serializers.CharField()
    order = serializers.CharField(source="reference", help_text="Our reference of the order.")
    since_ms = _milliseconds(source="since", help_text="Since receipt.")
    took_ms = _milliseconds(source="span.took", default=None)
    waited_for = serializers.CharField(
        source="span.waited", allow_null=True, default=None, help_text="ours, broker, market or person."
    )


class JourneyFill(Figures):
    """One fill; `slippage` is in price, above zero is worse than what the strategy saw."""

    number = serializers.CharField(source="fill.number")
    at = serializers.DateTimeField(source="fill.recorded_at")
    side = serializers.CharField(source="fill.side")
    volume = _plain(source="fill.volume")
    price = _plain(source="fill.price", allow_null=True)
    late = serializers.BooleanField(source="fill.late")
    slippage = _plain(source="slipped.worse", allow_null=True, default=None)


class JourneyOrder(Figures):
    """One order of the signal; a stop or a target has it through its entry."""

    reference = serializers.CharField(source="order.reference")
    account = serializers.CharField()
    purpose = serializers.CharField(source="order.purpose")
    symbol = serializers.CharField(source="order.symbol")
    side = serializers.CharField(source="order.side")
    kind = serializers.CharField(source="order.kind")
    state = serializers.CharField(source="order.state")
    reason = serializers.CharField(source="order.reason")
    volume = _plain(source="order.volume")
    filled = _plain(source="order.filled")
    average_price = _plain(source="average", allow_null=True)
    own_ms = _milliseconds(source="own", help_text="Our own time from receipt until it was sent.")
    broker_ms = _milliseconds(source="broker", help_text="From sending to the broker's first word.")
    fills = JourneyFill(many=True)


class CheckRecord(Figures):
    """What one rule said; `verdict` is pass, less, stop or not asked."""

    rule = serializers.CharField()
    title = serializers.CharField()
    verdict = serializers.CharField()
    words = serializers.CharField()


class DecisionRecord(Figures):
    """What was decided on one account; `account` is empty where there was none to trade on."""

    account = serializers.CharField()
    outcome = serializers.CharField(help_text="ordered, held, dry run or declined.")
    words = serializers.CharField()
    checks = CheckRecord(many=True)


class JourneyRecord(Record):
    """What became of a signal, step by step."""

    strategy = serializers.CharField(source="strategy.code")
    decided_at = serializers.DateTimeField(source="moved_at", allow_null=True)
    standing = serializers.CharField(source="journey.word", help_text="What became of it, in a word.")
    own_ms = _milliseconds(source="journey.own", help_text="Our own time until the last of its orders was sent.")
    broker_ms = _milliseconds(source="journey.broker", help_text="The slowest broker's first word.")
    whole_ms = _milliseconds(source="journey.whole", help_text="From receipt to the last fill.")
    decisions = DecisionRecord(source="journey.decisions", many=True)
    steps = StepRecord(source="journey.steps", many=True)
    orders = JourneyOrder(source="journey.ways", many=True)

    class Meta:
        model = Signal
        fields = (
            "id", "strategy", "signal_id", "environment", "kind", "reference_price", "received_at", "decided_at",
            "state", "standing", "own_ms", "broker_ms", "whole_ms", "decisions", "steps", "orders",
        )  # fmt: skip


class Journeys(Records):
    """Journeys of signals from receipt to fill; developers see those of their own strategies."""

    kind = "signals"
    permission = "signals.view_signal"
    besides = ("orders.view_instruction",)
    queryset = Signal.objects.select_related("strategy").prefetch_related("legs")
    serializer_class = JourneyRecord
    filterset_fields = {
        "strategy__code": ["exact"], "signal_id": ["exact"], "state": ["exact"], "received_at": ["gte", "lt"],
    }  # fmt: skip

    def seen_by(self, user: User) -> QuerySet[Signal]:
        return open_to(user, self.rows(), "strategy__developer")

    def complete(self, rows: Sequence[Any]) -> None:
        found = journeys(rows, sees_all=self.request.user.has_perm(OVERSEES))
        for row in rows:
            row.journey = found[row.pk]
