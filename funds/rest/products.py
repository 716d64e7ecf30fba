"""Funds and their terms over the API."""

from decimal import Decimal
from typing import Any

from django_filters.rest_framework import CharFilter
from rest_framework import serializers

from accounts.gateway.rest.fields import MoneyField, Person
from accounts.gateway.rest.filters import Narrowing
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Listed, Records, operation
from accounts.models import User
from funds.domain.calendars import Calendar
from funds.domain.day_counts import DayCount
from funds.domain.windows import WindowRule
from funds.models import Product, TermsVersion
from funds.services.publish_terms import publish_terms

SMALLEST_SHARE, WHOLE = Decimal("0.000001"), Decimal(1)


class ShareField(serializers.DecimalField):
    """A share as text: "0.025" is 2.5 %."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=7, decimal_places=6, min_value=SMALLEST_SHARE, max_value=WHOLE, **kwargs)


class ProductRecord(Record):
    """A fund."""

    class Meta:
        model = Product
        fields = ("code", "name", "by_invitation", "closed_on")


class TermsRecord(Record):
    """Terms of a fund from a day on; never changed once published."""

    product = serializers.CharField(source="product.code")
    minimum = MoneyField()
    published_by = Person()

    class Meta:
        model = TermsVersion
        fields = (
            "product", "version", "valid_from", "currency", "monthly_rate", "minimum", "incubation_months", "day_count",
            "throughout", "window_rule", "notice_business_days", "calendar", "pay_out_allowed", "keep_allowed",
            "term_months", "maturity_allowed", "published_by", "published_at",
        )  # fmt: skip


class NewTerms(Order):
    """Terms to publish; investments opened before `valid_from` keep theirs."""

    valid_from = serializers.DateField()
    minimum = MoneyField(help_text="The smallest principal; its currency is that of the terms.")
    monthly_rate = ShareField(allow_null=True, help_text='"0.025" is 2.5 % a month; null: as agreed with each client.')
    incubation_months = serializers.IntegerField(min_value=0, max_value=24, default=2)
    day_count = serializers.ChoiceField([count.value for count in DayCount])
    throughout = serializers.BooleanField(default=False)
    window_rule = serializers.ChoiceField([rule.value for rule in WindowRule], default=WindowRule.QUARTER_ENDS.value)
    notice_business_days = serializers.IntegerField(min_value=0, max_value=250, default=10)
    calendar = serializers.ChoiceField([days.value for days in Calendar], default=Calendar.TARGET.value)
    pay_out_allowed = serializers.BooleanField(default=True)
    keep_allowed = serializers.BooleanField(default=True)
    term_months = serializers.IntegerField(min_value=1, max_value=600, allow_null=True, default=None)
    maturity_allowed = serializers.BooleanField(default=False)

    def validate_day_count(self, value: str) -> DayCount:
        return DayCount(value)

    def validate_window_rule(self, value: str) -> WindowRule:
        return WindowRule(value)

    def validate_calendar(self, value: str) -> Calendar:
        return Calendar(value)


class TermsFilter(Narrowing):
    product = CharFilter(field_name="product__code")

    class Meta:
        model = TermsVersion
        fields = {"currency": ["exact"], "valid_from": ["gte", "lte"]}


class Products(Records):
    """The funds that the firm offers or offered."""

    kind = "products"
    permission = "funds.view_product"
    queryset = Product.objects.all()
    serializer_class = ProductRecord
    lookup_field = "code"
    filterset_fields = {"by_invitation": ["exact"]}

    @operation(permission="funds.publish_terms", takes=NewTerms, gives=TermsRecord)
    def publish_terms(self, product: Product, *, by: User, **given: Any) -> TermsVersion:
        """Publish a new version of the terms."""
        return publish_terms(product=product, by=by, **given)


class Terms(Listed):
    """Every version of every fund's terms."""

    kind = "products"
    permission = "funds.view_product"
    queryset = TermsVersion.objects.select_related("product", "published_by")
    serializer_class = TermsRecord
    filterset_class = TermsFilter
