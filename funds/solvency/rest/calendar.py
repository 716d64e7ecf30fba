"""The cash calendar over the API: what comes due beside what there is to pay with."""

from rest_framework import serializers

from accounts.gateway.rest.fields import MoneyField
from accounts.gateway.rest.looks import gathered, look
from accounts.gateway.rest.records import Figures, Order
from accounts.gateway.rest.resource import Resource
from accounts.models import User
from fidus.lib import clock
from funds.solvency.domain.cash_items import CashItem, CashKind
from funds.solvency.models import SolvencyRun
from funds.solvency.selectors.calendar import CashCalendar, cash_calendar


class CashItemFigures(Figures):
    """What leaves the firm on a day; what may be redeemed is the whole claim on each of its windows, not their sum."""

    on = serializers.DateField()
    kind = serializers.ChoiceField([(kind.value, kind.value) for kind in CashKind])
    amount = MoneyField()
    investment = serializers.CharField()
    client = serializers.CharField(source="client_number")
    product = serializers.CharField(source="fund")
    overdue = serializers.BooleanField()
    note = serializers.CharField()


class CoverageFigures(Figures):
    """Liquid assets as a multiple of what must be paid up to a day; null where nothing must."""

    until = serializers.DateField()
    days = serializers.IntegerField()
    due = MoneyField()
    ratio = serializers.DecimalField(max_digits=20, decimal_places=4, allow_null=True)
    may_leave = MoneyField()
    ratio_if_all = serializers.DecimalField(max_digits=20, decimal_places=4, allow_null=True)


class AssetFigures(Figures):
    """One place where money lies, before its haircut; `converted` is null without an exchange rate."""

    key = serializers.CharField()
    label = serializers.CharField()
    value = MoneyField()
    converted = MoneyField(allow_null=True)
    note = serializers.CharField()


class CashFigures(Figures):
    """What there is to pay with, how far it reaches, and what is left out or old."""

    currency = serializers.CharField()
    liquid = MoneyField(source="line.liquid", help_text="After haircuts.")
    short_on = serializers.DateField(source="line.short_on", allow_null=True)
    short_if_all_on = serializers.DateField(source="line.short_if_all_on", allow_null=True)
    coverage = CoverageFigures(source="line.coverage", many=True)
    assets = AssetFigures(many=True)
    notes = serializers.ListField(child=serializers.CharField())


class HowFar(Order):
    """How far ahead."""

    months = serializers.IntegerField(min_value=1, max_value=24, default=12)


def place_of(item: CashItem) -> tuple[str, str, str, int]:
    """Where an item stands in the list, the farthest first."""
    return f"{item.on}", item.kind.value, item.investment or item.note, item.amount.minor


class CashItems(Resource):
    """The firm's cash calendar."""

    kind = "solvency"
    permission = "solvency.view_solvencyrun"
    besides = ("funds.view_investment",)
    queryset = SolvencyRun.objects.none()
    serializer_class = CashItemFigures

    @gathered(gives=CashItemFigures, key=place_of, asks=HowFar)
    def list(self, *, by: User, months: int) -> list[CashItem]:
        """What comes due, item by item, the farthest first."""
        return cash_calendar(as_of=clock.today(), months=months).items

    @look(gives=CashFigures, asks=HowFar, detail=False)
    def coverage(self, *, by: User, months: int) -> CashCalendar:
        """What there is to pay with, and how far it reaches."""
        return cash_calendar(as_of=clock.today(), months=months)
