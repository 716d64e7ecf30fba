"""Fills over the API: developers see those of their own strategies."""

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.gateway.rest.records import Record
from accounts.gateway.rest.resource import Records
from accounts.models import User
from trading.orders.models import Fill
from trading.signals.selectors import open_to


class FillRecord(Record):
    """What was traded for an order; `at` is the broker's clock, `recorded_at` ours."""

    instruction = serializers.CharField(source="instruction.reference")

    class Meta:
        model = Fill
        fields = (
            "id", "account", "instruction", "number", "symbol", "side", "volume", "price", "at", "recorded_at",
            "position", "late",
        )  # fmt: skip


class Fills(Records):
    """Trades of our orders, each once; money is counted from deals."""

    kind = "orders"
    permission = "orders.view_fill"
    queryset = Fill.objects.select_related("instruction")
    serializer_class = FillRecord
    filterset_fields = {
        "account": ["exact"], "instruction__reference": ["exact"], "number": ["exact"], "symbol": ["exact"],
        "recorded_at": ["gte", "lt"],
    }  # fmt: skip

    def seen_by(self, user: User) -> QuerySet[Fill]:
        return open_to(user, self.rows(), "instruction__strategy__developer")
