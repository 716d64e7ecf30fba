"""Fee schedules over the API."""

from decimal import Decimal
from typing import Any

from django_filters.rest_framework import CharFilter
from rest_framework import serializers

from accounts.gateway.rest.fields import Known, MoneyField, Person
from accounts.gateway.rest.filters import Narrowing
from accounts.gateway.rest.records import Figures, Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import Client, User
from fidus.lib.money import MINOR_UNITS
from funds.domain.day_counts import DayCount
from funds.fees.domain.fee_terms import Every, ManagementBase, TakenFrom
from funds.fees.domain.penalties import BadSteps, PenaltyStep, checked
from funds.fees.models import FeeSchedule
from funds.fees.models.schedule import BASES, PERIODS, SOURCES
from funds.fees.services.publish_schedule import publish_schedule
from funds.models import Product


class RateField(serializers.DecimalField):
    """A share as text, nothing included: "0.02" is 2 %."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=7, decimal_places=6, min_value=Decimal(0), max_value=Decimal(1), **kwargs)


class PenaltyFigures(Figures):
    """A share of what leaves while fewer whole months than `below` were held; null: ever after."""

    below = serializers.IntegerField(allow_null=True)
    rate = RateField()


class FeeScheduleRecord(Record):
    """Fees of a fund, or of one client in it, from a day on; never changed once published."""

    product = serializers.CharField(source="product.code")
    client = serializers.CharField(source="client.number", default=None, allow_null=True)
    withdrawal_flat = MoneyField()
    early_steps = PenaltyFigures(source="steps", many=True)
    published_by = Person()

    class Meta:
        model = FeeSchedule
        fields = (
            "id", "product", "client", "version", "currency", "valid_from", "applies_to_all", "management_rate",
            "management_base", "day_count", "charged_every", "performance_rate", "hurdle_rate", "crystallised_every",
            "taken_from", "withdrawal_flat", "withdrawal_rate", "early_allowed", "early_steps", "published_by",
            "published_at",
        )  # fmt: skip


class PenaltyOrder(Order):
    """A share of what leaves while fewer whole months than `below` were held; null: ever after."""

    below = serializers.IntegerField(min_value=1, max_value=600, allow_null=True)
    rate = RateField()


class NewFeeSchedule(Order):
    """Fees to publish; what is left out costs nothing. Rates are shares, a year's where time runs."""

    product = Known(queryset=Product.objects.all(), slug_field="code")
    currency = serializers.ChoiceField(sorted(MINOR_UNITS))
    client = Known(queryset=Client.objects.all(), slug_field="number", allow_null=True, default=None)
    valid_from = serializers.DateField()
    applies_to_all = serializers.BooleanField(default=False)
    management_rate = RateField(default=Decimal(0))
    management_base = serializers.ChoiceField(BASES, default=ManagementBase.PRINCIPAL.value)
    day_count = serializers.ChoiceField([one.value for one in DayCount], default=DayCount.ACT_365F.value)
    charged_every = serializers.ChoiceField(PERIODS[:2], default=Every.QUARTER.value)
    performance_rate = RateField(default=Decimal(0))
    hurdle_rate = RateField(default=Decimal(0))
    crystallised_every = serializers.ChoiceField(PERIODS[1:], default=Every.QUARTER.value)
    taken_from = serializers.ChoiceField(SOURCES, default=TakenFrom.INTEREST.value)
    withdrawal_flat = MoneyField(allow_null=True, default=None)
    withdrawal_rate = RateField(default=Decimal(0))
    early_allowed = serializers.BooleanField(default=False)
    early_steps = PenaltyOrder(many=True, default=())

    def validate_early_steps(self, steps: list[dict[str, Any]]) -> tuple[PenaltyStep, ...]:
        try:
            return checked([PenaltyStep(step["below"], step["rate"]) for step in steps])
        except BadSteps as error:
            raise serializers.ValidationError(str(error)) from error

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        words = (
            ("management_base", ManagementBase), ("day_count", DayCount), ("charged_every", Every),
            ("crystallised_every", Every), ("taken_from", TakenFrom),
        )  # fmt: skip
        return {**given, **{name: kind(given[name]) for name, kind in words}}


class ScheduleFilter(Narrowing):
    product = CharFilter(field_name="product__code")
    client = CharFilter(field_name="client__number")

    class Meta:
        model = FeeSchedule
        fields = {"currency": ["exact"], "valid_from": ["gte", "lte"]}


class Schedules(Records):
    """Which fees are charged in a fund, or to one client in it."""

    kind = "fees"
    permission = "fees.view_feeschedule"
    queryset = FeeSchedule.objects.select_related("product", "client", "published_by")
    serializer_class = FeeScheduleRecord
    filterset_class = ScheduleFilter

    @operation(permission="fees.publish_schedule", takes=NewFeeSchedule)
    def create(self, *, by: User, **given: Any) -> FeeSchedule:
        """Publish a schedule; a newer one takes its place, it is never changed."""
        return publish_schedule(by=by, **given)
