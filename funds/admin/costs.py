"""Operating costs and the form that books one."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, reverse

from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import day, money
from funds.admin.action_page import Action, PostingLine, answer, posting_lines
from funds.forms import OperatingCostForm
from funds.models import OperatingCost
from funds.services.book_operating_cost import book_operating_cost, cost_draft


@admin.register(OperatingCost)
class OperatingCostAdmin(ReadOnlyAdmin):
    list_display = ["incurred", "text", "figure", "reference", "booked_by"]
    list_display_links = None
    list_filter = ["currency"]
    list_select_related = ["booked_by"]
    search_fields = ["text", "reference"]
    date_hierarchy = "incurred_on"
    change_list_template = "funds/admin/costs.html"

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [path("book/", self.page(book), name="funds_operatingcost_book"), *super().get_urls()]

    @admin.display(description="Incurred", ordering="incurred_on")
    def incurred(self, cost: OperatingCost) -> str:
        return day(cost.incurred_on)

    @admin.display(description="Amount", ordering="amount_minor")
    def figure(self, cost: OperatingCost) -> str:
        return money(cost.amount)


@permission_required(["funds.view_operatingcost", "funds.book_operating_cost"], raise_exception=True)
def book(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    def posting(cost: OperatingCost, given: dict) -> list[PostingLine]:
        draft = cost_draft(cost.reference, cost.text, cost.amount, cost.incurred_on)
        return posting_lines(draft, {draft.legs[0].account: f"Operating costs: {cost.text}"})

    action = Action(
        title="Book an operating cost",
        subtitle="Paid from the firm's bank account; it comes off the firm's net profitability.",
        button="Book the cost",
        back=reverse("admin:funds_operatingcost_changelist"),
        back_label="Operating costs",
        form=OperatingCostForm,
        run=lambda given: book_operating_cost(by=request.user, **given),
        done=lambda cost: f"{cost.amount} booked: {cost.text}.",
        posting=posting,
    )
    return answer(request, action, site_context)
