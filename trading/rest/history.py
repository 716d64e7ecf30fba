"""Deals, cash operations, positions and orders over the API, as the brokers told them."""

from rest_framework import serializers

from accounts.gateway.rest.filters import Narrowing, YesNoFilter
from accounts.gateway.rest.records import Record
from accounts.gateway.rest.resource import Records
from trading.models import CashOperation, Deal, Order, Position
from trading.rest.amounts import InItsCurrency


class DealRecord(Record):
    """One trade as the broker booked it. Times are the server's, prices and lots as it says them."""

    commission = InItsCurrency()
    fee = InItsCurrency()
    swap = InItsCurrency()
    profit = InItsCurrency()
    balance = InItsCurrency(allow_null=True, help_text="After the deal, as the broker prints it.")

    class Meta:
        model = Deal
        fields = (
            "id", "account", "ticket", "external_id", "dealt_at", "symbol", "kind", "direction", "volume", "price",
            "order_ticket", "commission", "fee", "swap", "profit", "costs_pending", "balance", "comment", "report",
        )  # fmt: skip


class CashOperationRecord(Record):
    """Cash that came or went without a trade; a `derived opening` is ours, the balance before the first deal held."""

    amount = InItsCurrency()
    balance = InItsCurrency(allow_null=True)

    class Meta:
        model = CashOperation
        fields = (
            "id", "account", "ticket", "external_id", "operated_at", "kind", "amount", "in_balance", "balance",
            "comment", "report",
        )  # fmt: skip


class PositionRecord(Record):
    """A position; open ones are of the account's newest report, and replaced by the next."""

    commission = InItsCurrency()
    swap = InItsCurrency()
    profit = InItsCurrency(help_text="Floating while it is open.")

    class Meta:
        model = Position
        fields = (
            "id", "account", "ticket", "external_id", "symbol", "side", "volume", "opened_at", "open_price",
            "stop_loss", "take_profit", "closed_at", "close_price", "commission", "swap", "profit", "comment", "report",
        )  # fmt: skip


class OrderRecord(Record):
    """An instruction to the broker as the terminal lists it; working ones are of the account's newest report."""

    state = serializers.CharField(help_text="In the terminal's word.")

    class Meta:
        model = Order
        fields = (
            "id", "account", "ticket", "external_id", "symbol", "kind", "volume", "filled_volume", "price",
            "stop_loss", "take_profit", "placed_at", "done_at", "state", "comment", "report",
        )  # fmt: skip


class PositionFilter(Narrowing):
    open = YesNoFilter(field_name="closed_at", lookup_expr="isnull")

    class Meta:
        model = Position
        fields = {
            "account": ["exact"], "ticket": ["exact"], "external_id": ["exact"], "symbol": ["exact"], "side": ["exact"],
            "opened_at": ["gte", "lt"], "closed_at": ["gte", "lt"],
        }  # fmt: skip


class OrderFilter(Narrowing):
    working = YesNoFilter(field_name="done_at", lookup_expr="isnull")

    class Meta:
        model = Order
        fields = {
            "account": ["exact"], "ticket": ["exact"], "external_id": ["exact"], "symbol": ["exact"],
            "state": ["exact"], "placed_at": ["gte", "lt"],
        }  # fmt: skip


class Deals(Records):
    """Trades, the one taken in last first; they are appended and never changed."""

    kind = "trading"
    permission = "trading.view_deal"
    queryset = Deal.objects.select_related("account")
    serializer_class = DealRecord
    filterset_fields = {
        "account": ["exact"], "ticket": ["exact"], "external_id": ["exact"], "symbol": ["exact"],
        "kind": ["exact"], "direction": ["exact"], "dealt_at": ["gte", "lt"], "report": ["exact"],
    }  # fmt: skip


class CashOperations(Records):
    """Deposits, withdrawals, credits, corrections and charges: flows, never performance."""

    kind = "trading"
    permission = "trading.view_cashoperation"
    queryset = CashOperation.objects.select_related("account")
    serializer_class = CashOperationRecord
    filterset_fields = {
        "account": ["exact"], "ticket": ["exact"], "external_id": ["exact"], "kind": ["exact"], "in_balance": ["exact"],
        "operated_at": ["gte", "lt"], "report": ["exact"],
    }  # fmt: skip


class Positions(Records):
    """Open and closed positions; money is counted from deals alone."""

    kind = "trading"
    permission = "trading.view_position"
    queryset = Position.objects.select_related("account")
    serializer_class = PositionRecord
    filterset_class = PositionFilter


class Orders(Records):
    """Orders as the brokers' terminals list them."""

    kind = "trading"
    permission = "trading.view_order"
    queryset = Order.objects.all()
    serializer_class = OrderRecord
    filterset_class = OrderFilter
