"""Movements of money on investments over the API: what the portal's activity shows."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.gateway.rest.fields import MoneyField
from accounts.gateway.rest.looks import gathered
from accounts.gateway.rest.records import Figures, Order
from accounts.gateway.rest.resource import Resource
from accounts.models import User
from funds.models import Investment
from funds.rest.investments import NOT_SHOWN
from funds.selectors.activity import ActivityLine, activity_of


class MovementFigures(Figures):
    """One movement; positive is more for the client. The nights of an interest month are one."""

    on = serializers.DateField(help_text="Value date.")
    booked_on = serializers.DateField()
    investment = serializers.CharField(source="investment.number")
    kind = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    amount = MoneyField()
    nights = serializers.IntegerField(help_text="How many nights of accrual it sums up.")


class WhichMovements(Order):
    """Of whom, and when."""

    client = serializers.CharField(max_length=20, required=False)
    investment = serializers.CharField(max_length=20, required=False)
    kind = serializers.CharField(max_length=40, required=False, help_text="As in a movement's own `kind`.")
    currency = serializers.CharField(max_length=3, required=False)
    on__gte = serializers.DateField(required=False)
    on__lte = serializers.DateField(required=False)

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        if self.context["request"].user.is_staff and not {"client", "investment"} & set(asked):
            raise serializers.ValidationError({"client": ["Say of which client, or of which investment."]})
        return asked


def place_of(line: ActivityLine) -> tuple[str, str, str, str, int]:
    """Where a movement stands in the list, the newest first; the same for as long as it is there."""
    return f"{line.on}", line.investment.number, f"{line.booked_on}", line.kind, line.place


class Movements(Resource):
    """Movements of money, the newest first; the office says whose."""

    kind = "movements"
    permission = "funds.view_investment"
    queryset = Investment.objects.select_related("terms__product")
    serializer_class = MovementFigures

    def of_clients(self, rows, clients):
        return rows.filter(client__in=clients).exclude(state__in=NOT_SHOWN)

    @gathered(gives=MovementFigures, key=place_of, asks=WhichMovements, clients_may=True)
    def list(
        self,
        *,
        by: User,
        kind: str | None = None,
        on__gte: date | None = None,
        on__lte: date | None = None,
        **whose: str,
    ) -> list[ActivityLine]:
        """Money received and paid out, interest, fees and redemptions; an interest month is one movement."""
        return activity_of(_of(self.get_queryset(), **whose), start=on__gte, end=on__lte, kind=kind)


def _of(
    rows: QuerySet[Investment], client: str | None = None, investment: str | None = None, currency: str | None = None
) -> QuerySet[Investment]:
    asked = {"client__number": client, "number": investment, "currency": currency}
    return rows.filter(**{name: value for name, value in asked.items() if value is not None})
