"""Strategies over the API: developers see their own."""

from django.db.models import QuerySet

from accounts.gateway.rest.fields import Person
from accounts.gateway.rest.records import Record
from accounts.gateway.rest.resource import Records
from accounts.models import User
from trading.signals.models import Strategy
from trading.signals.selectors import open_to


class StrategyRecord(Record):
    """Whose signals are taken, and what becomes of them."""

    developer = Person()

    class Meta:
        model = Strategy
        fields = ("code", "name", "developer", "environment", "mode", "asset", "valid_for", "state", "registered_at")


class Strategies(Records):
    """Strategies; they are registered and moved in the office."""

    kind = "signals"
    permission = "signals.view_strategy"
    queryset = Strategy.objects.select_related("developer")
    serializer_class = StrategyRecord
    lookup_field = "code"
    filterset_fields = {"environment": ["exact"], "state": ["exact"], "mode": ["exact"]}

    def seen_by(self, user: User) -> QuerySet[Strategy]:
        return open_to(user, self.rows(), "developer")
