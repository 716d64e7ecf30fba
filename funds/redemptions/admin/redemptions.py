"""The list of redemptions; each opens as a page of its own (redemption_page.py)."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from fidus.lib import clock
from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import day, money
from fidus.templatetags.parts import badge
from funds.redemptions.admin import redemption_page, request_page, windows_page
from funds.redemptions.admin.steps import next_steps
from funds.redemptions.domain.redemption_states import RESERVING
from funds.redemptions.models import Redemption


@admin.register(Redemption)
class RedemptionAdmin(ReadOnlyAdmin):
    list_display = [
        "number", "client_name", "investment_link", "figure", "occasion", "window", "to_pay_on", "standing",
        "next_step",
    ]  # fmt: skip
    list_display_links = ["number"]
    columns_for_reader = ("next_step",)
    list_filter = ["state", "occasion", "window_on", "investment__terms__product", "currency"]
    search_fields = ["number", "investment__number", "investment__client__name", "reference"]
    ordering = ["-number"]
    date_hierarchy = "window_on"
    change_list_template = "redemptions/admin/redemptions.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Redemption]:
        return super().get_queryset(request).select_related("investment__client", "investment__terms__product")

    def get_urls(self) -> list[URLResolver | URLPattern]:
        pages = {
            "check": redemption_page.check,
            "approve": redemption_page.approve,
            "pay": redemption_page.pay,
            "return": redemption_page.take_return,
            "cancel": redemption_page.cancel,
            "reject": redemption_page.reject,
        }
        return [
            path("windows/", self.page(windows_page.show), name="redemptions_windows"),
            path("request/<int:pk>/", self.page(request_page.request_for), name="redemptions_redemption_request"),
            *(
                path(f"<int:pk>/{name}/", self.page(page), name=f"redemptions_redemption_{name}")
                for name, page in pages.items()
            ),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return redemption_page.show(request, pk=object_id, site_context=self.admin_site.each_context(request))

    @admin.display(description="Client", ordering="investment__client__name")
    def client_name(self, redemption: Redemption) -> str:
        return redemption.investment.client.name

    @admin.display(description="Investment", ordering="investment__number")
    def investment_link(self, redemption: Redemption) -> SafeString:
        url = reverse("admin:funds_investment_change", args=[redemption.investment_id])
        product = redemption.investment.terms.product.code
        return format_html('<a href="{}">{}</a> {}', url, redemption.investment.number, product)

    @admin.display(description="Amount", ordering="asked_minor")
    def figure(self, redemption: Redemption) -> str:
        return money(redemption.net or redemption.asked)

    @admin.display(description="Window", ordering="window_on")
    def window(self, redemption: Redemption) -> str:
        return day(redemption.window_on)

    @admin.display(description="Pay on", ordering="pay_on")
    def to_pay_on(self, redemption: Redemption) -> str:
        return day(redemption.paid_on or redemption.pay_on)

    @admin.display(description="State", ordering="state")
    def standing(self, redemption: Redemption) -> SafeString:
        if redemption.state in RESERVING and redemption.window_on < clock.today():
            return badge("overdue", f"{redemption.get_state_display()}, window is over")
        return badge(redemption.state, redemption.get_state_display())

    @admin.display(description="Next")
    def next_step(self, redemption: Redemption, reader: User) -> str | SafeString:
        steps = next_steps(redemption, reader)
        if not steps:
            return redemption.reference or ""
        return format_html('<a href="{}">{}</a>', steps[0].url(redemption), steps[0].label)
