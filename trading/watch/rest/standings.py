"""How accounts stand, over the API: as they were seen last, by day, and a look asked for now."""

from datetime import date
from typing import Any

from rest_framework import serializers

from accounts.gateway.rest.looks import look
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from trading.rest.amounts import InItsCurrency
from trading.watch.models import DaySnapshot, Standing
from trading.watch.services.look_now import look_now

_MOST_DAYS = 400


class StandingRecord(Record):
    """An account as its broker told of it last; equity = balance + credit + open profit. Instants are our clock's."""

    id = serializers.IntegerField(source="account_id", help_text="The broker account's.")
    platform = serializers.CharField(source="account.platform")
    currency = serializers.CharField(source="account.currency")
    balance = InItsCurrency()
    equity = InItsCurrency()
    credit = InItsCurrency()
    open_profit = InItsCurrency()
    margin = InItsCurrency()
    free_margin = InItsCurrency(allow_null=True)
    margin_level = serializers.DecimalField(
        max_digits=20, decimal_places=2, allow_null=True, help_text="Percent; null where no margin is used."
    )
    failing_since = serializers.DateTimeField(
        source="account.watch.unreachable_since", allow_null=True, help_text="Null while it is reached."
    )
    failure = serializers.CharField(
        source="account.watch.failure_words",
        allow_null=True,
        help_text="Why the newest visit brought nothing, or not all; empty if all is well, null where nobody visits.",
    )

    class Meta:
        model = Standing
        fields = (
            "id", "account", "platform", "currency", "seen_at", "source", "balance", "equity", "credit", "open_profit",
            "margin", "free_margin", "margin_level", "leverage", "may_trade", "positions", "orders", "changed_at",
            "failing_since", "failure",
        )  # fmt: skip


class DayRecord(Record):
    """A day's figures, of our clock's UTC day."""

    first_equity = InItsCurrency()
    last_equity = InItsCurrency()
    high_equity = InItsCurrency()
    low_equity = InItsCurrency()
    balance = InItsCurrency(help_text="At the day's end.")
    credit = InItsCurrency(help_text="At the day's end.")

    class Meta:
        model = DaySnapshot
        fields = (
            "on", "first_equity", "last_equity", "high_equity", "low_equity", "balance", "credit",
            "least_margin_level", "snapshots",
        )  # fmt: skip


class Days(Order):
    """From which day to which, both included."""

    start = serializers.DateField()
    end = serializers.DateField(help_text=f"At most {_MOST_DAYS} days.")

    def validate(self, attrs: dict[str, date]) -> dict[str, date]:
        if not 0 <= (attrs["end"] - attrs["start"]).days < _MOST_DAYS:
            raise serializers.ValidationError({"end": [f"Not before the start, and at most {_MOST_DAYS} days."]})
        return attrs


class Standings(Records):
    """Accounts that are watched, each as it was seen last; `account` is the broker account's number."""

    kind = "trading"
    permission = "watch.view_standing"
    queryset = Standing.objects.select_related("account__watch")
    serializer_class = StandingRecord
    filterset_fields = {
        "account": ["exact"], "account__platform": ["exact"], "account__broker": ["exact"],
        "account__currency": ["exact"], "source": ["exact"], "seen_at": ["gte", "lt"], "margin_level": ["lt"],
    }  # fmt: skip

    @look(gives=DayRecord, many=True, asks=Days)
    def days(self, standing: Standing, *, by: User, start: date, end: date) -> list[DaySnapshot]:
        """Each day's equity: first, last, highest, lowest."""
        days = DaySnapshot.objects.select_related("account").filter(account=standing.account_id, on__range=(start, end))
        return list(days.order_by("on"))

    @operation(permission="watch.look_now")
    def look_now(self, standing: Standing, *, by: User, **given: Any) -> Standing:
        """Have the account looked at now, besides its turn; what was seen stands here a moment later."""
        look_now(account=standing.account, by=by)
        return standing
