"""The list of investments; each opens as a page of its own (investment_page.py)."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.safestring import SafeString

from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import day, money, rate
from fidus.templatetags.parts import badge
from funds.admin import investment_page, reality_page
from funds.models import Investment


@admin.register(Investment)
class InvestmentAdmin(ReadOnlyAdmin):
    list_display = ["number", "client_name", "fund", "standing", "invested", "a_month", "earning_from", "interest_mode"]
    list_filter = ["state", "terms__product", "interest_mode", "currency"]
    search_fields = ["number", "client__name", "client__number", "bank_reference"]
    ordering = ["-number"]
    change_list_template = "funds/admin/investments.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Investment]:
        return super().get_queryset(request).select_related("client", "terms__product")

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("reality/", self.page(reality_page.show), name="funds_reality"),
            path("open/", self.page(investment_page.open_new), name="funds_investment_open"),
            path("<int:pk>/open/", self.page(investment_page.open_drafted), name="funds_investment_open_draft"),
            path("<int:pk>/top-up/", self.page(investment_page.top_up), name="funds_investment_top_up"),
            path("<int:pk>/fund/", self.page(investment_page.fund), name="funds_investment_fund"),
            path("<int:pk>/cancel/", self.page(investment_page.cancel), name="funds_investment_cancel"),
            path("<int:pk>/map/", self.page(investment_page.map_to), name="funds_investment_map"),
            path("mappings/<int:pk>/end/", self.page(investment_page.unmap), name="funds_mapping_end"),
            path("mappings/<int:pk>/share/", self.page(investment_page.share), name="funds_mapping_share"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return investment_page.show(request, pk=object_id, site_context=self.admin_site.each_context(request))

    @admin.display(description="Client", ordering="client__name")
    def client_name(self, investment: Investment) -> str:
        return investment.client.name

    @admin.display(description="Fund", ordering="terms__product__code")
    def fund(self, investment: Investment) -> str:
        return investment.terms.product.code

    @admin.display(description="State", ordering="state")
    def standing(self, investment: Investment) -> SafeString:
        return badge(investment.state)

    @admin.display(description="Principal", ordering="principal_minor")
    def invested(self, investment: Investment) -> str:
        return money(investment.principal_left)

    @admin.display(description="Rate a month")
    def a_month(self, investment: Investment) -> str:
        return rate(investment.monthly_rate)

    @admin.display(description="Earns from", ordering="earns_from")
    def earning_from(self, investment: Investment) -> str:
        return day(investment.earns_from)
