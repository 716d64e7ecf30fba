"""Payments over chains and banks, and what became of each."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import instant, money
from funds.wallets.admin.payment_pages import confirm, fail, look, page_of, record, replace, show, state_badge
from funds.wallets.admin.rows import unbroken
from funds.wallets.explorers.configured import confirmations_needed
from funds.wallets.models import Payment


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    list_display = ["subject", "way", "figure", "sent", "hash_link", "standing", "depth", "recorded", "attention"]
    list_display_links = None
    list_filter = ["state", "direction", "network", "asset"]
    search_fields = ["subject", "tx_hash", "receiver", "destination__client__name", "wallet__label"]
    ordering = ["-recorded_at", "-pk"]
    change_list_template = "wallets/admin/payments.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payment]:
        return super().get_queryset(request).select_related("destination__client", "wallet")

    def get_urls(self) -> list[URLResolver | URLPattern]:
        deeds = {"confirm": confirm, "fail": fail, "replace": replace, "look": look}
        named = [
            path(f"<int:pk>/{name}/", self.page(view), name=f"wallets_payment_{name}") for name, view in deeds.items()
        ]
        return [path("record/", self.page(record), name="wallets_payment_record"), *named, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        pk = int(object_id) if object_id.isdecimal() else 0
        return show(request, pk, self.admin_site.each_context(request))

    @admin.display(description="Way")
    def way(self, payment: Payment) -> str:
        return f"to {payment.destination.client.name}" if payment.destination else f"in: {payment.wallet}"

    @admin.display(description="Amount", ordering="amount_minor")
    def figure(self, payment: Payment) -> str:
        return money(payment.amount)

    @admin.display(description="Sent")
    def sent(self, payment: Payment) -> str:
        return f"{payment.sent}, {payment.get_network_display()}"

    @admin.display(description="Hash or reference")
    def hash_link(self, payment: Payment) -> SafeString:
        return format_html('<a href="{}">{}</a>', page_of(payment), unbroken(payment.short_hash))

    @admin.display(description="State", ordering="state")
    def standing(self, payment: Payment) -> SafeString:
        return state_badge(payment)

    @admin.display(description="Confirmations", ordering="confirmations")
    def depth(self, payment: Payment) -> str:
        return f"{payment.confirmations} of {confirmations_needed(payment.network)}" if payment.block_hash else ""

    @admin.display(description="Recorded", ordering="recorded_at")
    def recorded(self, payment: Payment) -> str:
        return instant(payment.recorded_at)

    @admin.display(description="To look at")
    def attention(self, payment: Payment) -> str:
        return "Does not agree" if payment.finding else ("No answer" if payment.look_error else "")
