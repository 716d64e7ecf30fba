"""Deals, cash operations, positions and orders, as the brokers told them."""

from django.contrib import admin
from django.utils.safestring import SafeString

from trading.admin.reading import ReadingAdmin, figure, in_currency
from trading.models import CashOperation, Deal, Order, Position


class _OfAccount(ReadingAdmin):
    list_select_related = ["account"]
    search_fields = ["=ticket", "=account__login", "symbol", "comment"]

    @admin.display(description="lots", ordering="volume")
    def lots(self, row: Deal | Position | Order) -> SafeString:
        return figure(row.volume)

    @admin.display(description="at price", ordering="price")
    def at_price(self, row: Deal | Order) -> SafeString:
        return figure(row.price)

    @admin.display(description="result", ordering="profit")
    def result(self, row: Deal | Position) -> SafeString:
        net = row.profit + row.swap + row.commission + getattr(row, "fee", 0)
        return in_currency(net, row.account.currency)

    @admin.display(description="balance after")
    def balance_after(self, row: Deal | CashOperation) -> SafeString:
        return in_currency(row.balance, row.account.currency)


@admin.register(Deal)
class DealAdmin(_OfAccount):
    list_display = [
        "ticket", "account", "dealt_at", "symbol", "kind", "direction", "lots", "at_price", "result", "balance_after",
    ]  # fmt: skip
    list_filter = ["kind", "direction", "account"]
    date_hierarchy = "dealt_at"


@admin.register(CashOperation)
class CashOperationAdmin(_OfAccount):
    list_display = ["kind", "ticket", "account", "operated_at", "sum", "balance_after", "in_balance", "comment"]
    list_filter = ["kind", "in_balance", "account"]
    search_fields = ["=ticket", "=account__login", "comment"]
    date_hierarchy = "operated_at"

    @admin.display(description="amount", ordering="amount")
    def sum(self, row: CashOperation) -> SafeString:
        return in_currency(row.amount, row.account.currency)


class _Ended(admin.SimpleListFilter):
    """Whether it stood or was over when the newest report was saved."""

    title = "standing"
    parameter_name = "standing"
    field = ""
    words = ("", "")

    def lookups(self, request, model_admin):
        return [("no", self.words[0]), ("yes", self.words[1])]

    def queryset(self, request, queryset):
        if self.value() in {"no", "yes"}:
            return queryset.filter(**{f"{self.field}__isnull": self.value() == "no"})
        return queryset


class _Closed(_Ended):
    field, words = "closed_at", ("Open", "Closed")


class _Done(_Ended):
    field, words = "done_at", ("Working", "Done")


@admin.register(Position)
class PositionAdmin(_OfAccount):
    list_display = ["ticket", "account", "symbol", "side", "lots", "opened_at", "closed_at", "result"]
    list_filter = [_Closed, "side", "account"]


@admin.register(Order)
class OrderAdmin(_OfAccount):
    list_display = ["ticket", "account", "symbol", "kind", "lots", "at_price", "placed_at", "done_at", "state"]
    list_filter = [_Done, "state", "kind", "account"]
