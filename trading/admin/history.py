"""Deals, cash operations, positions and orders, as the brokers told them."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from trading.admin.reading import ReadingAdmin, figure, in_currency
from trading.models import CashOperation, Deal, Order, Position


class _OfAccount(ReadingAdmin):
    list_select_related = ["account"]
    search_fields = ["=ticket", "=external_id", "=account__login", "symbol", "comment"]
    readonly_fields = ["number"]

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """One number, whichever of the two the broker gave it."""
        columns = [field.name for field in self.opts.concrete_fields if not field.primary_key]
        return ["number", *(name for name in columns if name not in {"ticket", "external_id"})]

    @admin.display(description="number", ordering="ticket")
    def number(self, row: Deal | CashOperation | Position | Order) -> str:
        return row.number

    @admin.display(description="volume", ordering="volume")
    def size(self, row: Deal | Position | Order) -> SafeString:
        return figure(row.volume)

    @admin.display(description="at price", ordering="price")
    def at_price(self, row: Deal | Order) -> SafeString:
        return figure(row.price)

    @admin.display(description="result", ordering="profit")
    def result(self, row: Deal | Position) -> SafeString:
        net = row.profit + row.swap + row.commission + getattr(row, "fee", 0)
        shown = in_currency(net, row.account.currency)
        if not getattr(row, "costs_pending", False):
            return shown
        return format_html('{} <span class="quiet">costs to come</span>', shown)

    @admin.display(description="balance after")
    def balance_after(self, row: Deal | CashOperation) -> SafeString:
        return in_currency(row.balance, row.account.currency)


@admin.register(Deal)
class DealAdmin(_OfAccount):
    list_display = [
        "number", "account", "dealt_at", "symbol", "kind", "direction", "size", "at_price", "result", "balance_after",
    ]  # fmt: skip
    list_filter = ["kind", "direction", "costs_pending", "account"]
    date_hierarchy = "dealt_at"


@admin.register(CashOperation)
class CashOperationAdmin(_OfAccount):
    list_display = ["kind", "number", "account", "operated_at", "sum", "balance_after", "in_balance", "comment"]
    list_filter = ["kind", "in_balance", "account"]
    search_fields = ["=ticket", "=external_id", "=account__login", "comment"]
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
    list_display = ["number", "account", "symbol", "side", "size", "opened_at", "closed_at", "result"]
    list_filter = [_Closed, "side", "account"]


@admin.register(Order)
class OrderAdmin(_OfAccount):
    list_display = ["number", "account", "symbol", "kind", "size", "at_price", "placed_at", "done_at", "state"]
    list_filter = [_Done, "state", "kind", "account"]
