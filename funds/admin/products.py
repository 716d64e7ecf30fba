"""Funds and the versions of their terms."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, URLResolver, path, reverse

from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import day, money, rate
from funds.admin.action_page import Action, answer
from funds.forms import TermsForm
from funds.models import Product, TermsVersion
from funds.services.publish_terms import publish_terms


class TermsInline(admin.TabularInline):
    model = TermsVersion
    extra = 0
    can_delete = False
    fields = readonly_fields = [
        "version", "from_day", "currency", "a_month", "at_least", "incubation_months", "day_count", "throughout",
        "window_rule", "notice_business_days", "calendar", "term_months",
        "published_by",
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        return False

    @admin.display(description="Valid from")
    def from_day(self, terms: TermsVersion) -> str:
        return day(terms.valid_from)

    @admin.display(description="Rate a month")
    def a_month(self, terms: TermsVersion) -> str:
        return "as agreed" if terms.monthly_rate is None else rate(terms.monthly_rate)

    @admin.display(description="Smallest principal")
    def at_least(self, terms: TermsVersion) -> str:
        return money(terms.minimum)


@admin.register(Product)
class ProductAdmin(ReadOnlyAdmin):
    list_display = ["code", "name", "by_invitation", "closed_on"]
    fields = ["code", "name", "by_invitation", "closed_on"]
    inlines = [TermsInline]
    change_form_template = "funds/admin/product.html"

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("<int:pk>/publish/", self.page(publish), name="funds_product_publish"),
            *super().get_urls(),
        ]


@permission_required(["funds.view_product", "funds.publish_terms"], raise_exception=True)
def publish(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    product = get_object_or_404(Product, pk=pk)
    newest = product.terms_versions.order_by("-version").first()
    action = Action(
        title=f"Publish terms of {product.code}",
        subtitle="Published terms are never changed; a newer version takes their place.",
        button="Publish these terms",
        back=reverse("admin:funds_product_change", args=[pk]),
        back_label=product.code,
        form=lambda data: TermsForm(data, initial=_as_before(newest)),
        run=lambda given: publish_terms(product=product, by=request.user, **given),
        done=lambda terms: f"{terms} is valid from {terms.valid_from:%-d %b %Y}.",
    )
    return answer(request, action, site_context)


def _as_before(newest: TermsVersion | None) -> dict[str, object]:
    if newest is None:
        return {}
    names = ("currency", "incubation_months", "day_count", "throughout", "window_rule", "notice_business_days",
             "calendar", "pay_out_allowed", "keep_allowed", "term_months", "maturity_allowed")  # fmt: skip
    rate_before = None if newest.monthly_rate is None else newest.monthly_rate * 100
    return {
        **{name: getattr(newest, name) for name in names},
        "minimum": newest.minimum.amount,
        "monthly_rate": rate_before,
    }
