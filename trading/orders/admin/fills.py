"""What was traded for our orders."""

from django.contrib import admin
from django.utils.safestring import SafeString

from trading.admin.reading import figure
from trading.orders.models import Fill
from trading.signals.admin.own import OwnAdmin


@admin.register(Fill)
class FillAdmin(OwnAdmin):
    developer = "instruction__strategy__developer"
    list_display = ["recorded_at", "instruction", "account", "side", "amount", "symbol", "paid", "number", "late"]
    list_display_links = ["recorded_at"]
    list_filter = ["late", "side", "account__broker"]
    list_select_related = ["instruction", "account"]
    search_fields = ["=instruction__reference", "=number", "=account__login", "symbol"]
    show_full_result_count = False
    fields = [
        "instruction", "account", "number", "symbol", "side", "amount", "paid", "at", "recorded_at", "position", "late",
    ]  # fmt: skip
    readonly_fields = fields

    @admin.display(description="volume", ordering="volume")
    def amount(self, fill: Fill) -> SafeString:
        return figure(fill.volume)

    @admin.display(description="price", ordering="price")
    def paid(self, fill: Fill) -> SafeString:
        return figure(fill.price)
