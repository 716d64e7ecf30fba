"""Doors over the API: which ways in a strategy has; never their secrets."""

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.gateway.rest.records import Record
from accounts.gateway.rest.resource import Records
from accounts.models import User
from trading.signals.models import Door
from trading.signals.selectors import open_to


class DoorRecord(Record):
    """A way in. `hint` is the beginning of its secret, by which to know it again."""

    strategy = serializers.CharField(source="strategy.code")

    class Meta:
        model = Door
        fields = (
            "id", "strategy", "kind", "label", "hint", "allowed", "calls_a_minute", "names", "actions", "state",
            "opened_at", "closed_at", "why",
        )  # fmt: skip


class Doors(Records):
    """Ways in of strategies; they are opened and closed in the office."""

    kind = "signals"
    permission = "signals.view_door"
    queryset = Door.objects.select_related("strategy")
    serializer_class = DoorRecord
    filterset_fields = {"strategy__code": ["exact"], "kind": ["exact"], "state": ["exact"]}

    def seen_by(self, user: User) -> QuerySet[Door]:
        return open_to(user, self.rows(), "strategy__developer")
