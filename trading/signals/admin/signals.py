"""Signals as they were understood."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from fidus.templatetags.parts import badge
from trading.signals.admin.own import OwnAdmin
from trading.signals.models import Leg, Signal


@admin.register(Signal)
class SignalAdmin(OwnAdmin):
    developer = "strategy__developer"
    list_display = ["signal_id", "strategy", "environment", "kind", "what", "received_at", "standing"]
    list_filter = ["state", "environment", "kind"]
    list_select_related = ["strategy"]
    search_fields = ["signal_id", "=strategy__code", "legs__symbol"]
    show_full_result_count = False
    fields = [
        "strategy", "signal_id", "environment", "kind", "what", "order_kind", "time_in_force", "limit_price",
        "stop_price", "stop_loss", "stop_loss_offset", "target", "target_offset", "size", "reference_price", "comment",
        "bar_at", "sent_at", "received_at", "valid_until", "standing", "moved_at",
    ]  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Signal]:
        return super().get_queryset(request).prefetch_related("legs")

    @admin.display(description="legs")
    def what(self, signal: Signal) -> str:
        return "; ".join(_told(leg) for leg in signal.legs.all())

    @admin.display(description="size")
    def size(self, signal: Signal) -> str:
        return f"{signal.size_value.normalize():f} {signal.size_kind}" if signal.size_value is not None else ""

    @admin.display(description="state", ordering="state")
    def standing(self, signal: Signal) -> SafeString:
        looks = {"received": "waiting", "decided": "active", "expired": "closed"}
        return badge(looks[signal.state], signal.get_state_display())


def _told(leg: Leg) -> str:
    strike = f"{leg.strike.normalize():f}" if leg.strike is not None else ""
    parts = [leg.side or "close", f"{leg.ratio} x" if leg.ratio > 1 else "", leg.symbol, str(leg.expiry or ""), strike,
             leg.right]  # fmt: skip
    return " ".join(part for part in parts if part)
