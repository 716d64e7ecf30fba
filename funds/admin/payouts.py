"""Interest payments: due, approved by a second person, paid by another."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import day, money
from fidus.templatetags.parts import badge
from funds.admin import payout_pages
from funds.models import InterestPayout

_PAGES = {name: getattr(payout_pages, name) for name in ("approve", "pay", "take_back", "fail")}


@admin.register(InterestPayout)
class InterestPayoutAdmin(ReadOnlyAdmin):
    list_display = [
        "due",
        "investment_link",
        "client_name",
        "figure",
        "to_pay_on",
        "goes_to",
        "standing",
        "approved_by",
        "next_step",
    ]
    list_display_links = ["due"]
    columns_for_reader = ("next_step",)
    list_filter = ["state", "due_on", "currency"]
    search_fields = ["investment__number", "investment__client__name", "bank_reference"]
    ordering = ["-due_on", "investment__number"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[InterestPayout]:
        related = ("investment__client", "investment__terms__product", "prepared_by", "approved_by", "paid_by")
        return super().get_queryset(request).select_related(*related)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            *(
                path(f"<int:pk>/{name}/", self.page(page), name=f"funds_interestpayout_{name}")
                for name, page in _PAGES.items()
            ),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return payout_pages.show(request, pk=object_id, site_context=self.admin_site.each_context(request))

    @admin.display(description="Due", ordering="due_on")
    def due(self, payout: InterestPayout) -> str:
        return day(payout.due_on)

    @admin.display(description="Investment", ordering="investment__number")
    def investment_link(self, payout: InterestPayout) -> SafeString:
        url = reverse("admin:funds_investment_change", args=[payout.investment_id])
        return format_html('<a href="{}">{}</a>', url, payout.investment.number)

    @admin.display(description="Client", ordering="investment__client__name")
    def client_name(self, payout: InterestPayout) -> str:
        return payout.investment.client.name

    @admin.display(description="Amount", ordering="amount_minor")
    def figure(self, payout: InterestPayout) -> str:
        return money(payout.amount)

    @admin.display(description="Pay on", ordering="pay_on")
    def to_pay_on(self, payout: InterestPayout) -> str:
        return day(payout.paid_on or payout.pay_on)

    @admin.display(description="Approved to go to")
    def goes_to(self, payout: InterestPayout) -> str:
        return "" if payout.route is None else str(payout.route)

    @admin.display(description="State", ordering="state")
    def standing(self, payout: InterestPayout) -> SafeString:
        if payout.state == "approved" and payout.failed_payments:
            return badge("overdue", "Approved, its payment failed")
        return badge("waiting" if payout.state == "due" else payout.state, payout.get_state_display())

    @admin.display(description="Next")
    def next_step(self, payout: InterestPayout, reader: User) -> str | SafeString:
        if payout.state == "paid":
            return payout.bank_reference or ""
        steps = [step for step in payout_pages.steps_of(payout, reader) if step.page in ("approve", "pay")]
        return format_html('<a href="{}">{}</a>', steps[0].url(payout), steps[0].label) if steps else ""
