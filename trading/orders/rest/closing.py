"""Closing what is open, over the API: what is asked, the plan that is looked at, and what came of it."""

from typing import Any

from rest_framework import serializers

from accounts.gateway.rest.fields import Known
from accounts.gateway.rest.records import Figures, Order
from trading.models import BrokerAccount
from trading.signals.models import Strategy


def _plain(**words: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=34, decimal_places=10, **words)


class WhatToClose(Order):
    """Of an account or of a strategy: all that is open, one symbol, or one position."""

    account = Known(queryset=BrokerAccount.objects.all(), slug_field="id", default=None, allow_null=True)
    strategy = Known(
        queryset=Strategy.objects.all(), slug_field="code", default=None, allow_null=True,
        help_text="Its part alone, on every account on which it ever traded.",
    )  # fmt: skip
    symbol = serializers.CharField(
        max_length=64, default="", allow_blank=True, help_text="As the broker writes it; empty for all of them."
    )
    number = serializers.CharField(
        max_length=64, default="", allow_blank=True, help_text="The broker's number of one position; empty for all."
    )

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if (given["account"] is None) == (given["strategy"] is None):
            raise serializers.ValidationError("Name an account or a strategy, one of the two.")
        return given


class Close(WhatToClose):
    """What to close, and by which plan."""

    mark = serializers.CharField(
        max_length=64, help_text="Of the plan that was looked at; where the orders are others by now, none is placed."
    )
    confirmed = serializers.BooleanField(default=False, help_text="Positions that were last seen long ago, too.")
    reason = serializers.CharField(max_length=300)


class PlannedOrder(Figures):
    """A market order that would go out; `worth` at the newest price, null where there is no fresh one."""

    account = serializers.IntegerField(source="order.account_id")
    strategy = serializers.CharField(source="order.strategy.code", allow_null=True, default=None)
    symbol = serializers.CharField(source="order.symbol", help_text="As the account's broker writes it.")
    our_symbol = serializers.CharField(source="order.our_symbol")
    side = serializers.CharField(source="order.side.value")
    volume = _plain(source="order.volume")
    closes = serializers.CharField(
        source="order.closes", help_text="The broker's number of the position; empty where a symbol has only one."
    )
    worth = _plain(allow_null=True)
    currency = serializers.CharField(help_text="Of `worth`.")
    priced_at = serializers.DateTimeField(allow_null=True)


class ClosingPlan(Figures):
    """The very orders that closing places; `mark` is the same for the same orders."""

    mark = serializers.CharField()
    orders = PlannedOrder(many=True)
    withdraws = serializers.IntegerField(help_text="Stops and targets of what is closed, withdrawn before.")
    refused = serializers.ListField(
        child=serializers.CharField(), help_text="Why accounts are left out that cannot be traded."
    )
    cautions = serializers.ListField(child=serializers.CharField(), help_text="What asks for `confirmed`.")
