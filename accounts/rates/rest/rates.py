"""Exchange rates over the API: as published, and as the firm uses them on a day."""

from datetime import date, timedelta
from typing import Any

from rest_framework import serializers

from accounts.gateway.rest.filters import Narrowing, YesNoFilter
from accounts.gateway.rest.looks import File, download, look
from accounts.gateway.rest.records import Figures, Order, Record
from accounts.gateway.rest.resource import Records
from accounts.models import User
from accounts.rates.day_view import YEAR, RateRow, currencies, day_table, pair_history, rates_of_day
from accounts.rates.domain.crossing import EURO, Rate
from accounts.rates.domain.ecb_files import EARLIEST
from accounts.rates.feed import FeedState, feed_state
from accounts.rates.models import EuroRate
from accounts.rates.selectors import rate
from fidus.lib import clock
from fidus.lib.spreadsheet import XLSX_TYPE, as_csv, as_xlsx

_CODE: dict[str, Any] = {"regex": r"^[A-Z]{3,5}$", "max_length": 5}


class EuroRateRecord(Record):
    """Units of `currency` for one euro as they were published; one that was corrected stays, with `superseded_at`."""

    source = serializers.CharField(source="taken_from.source")

    class Meta:
        model = EuroRate
        fields = ("id", "currency", "on", "value", "source", "taken_from", "superseded_at")


class RateFilter(Narrowing):
    holds = YesNoFilter(field_name="superseded_at", lookup_expr="isnull")

    class Meta:
        model = EuroRate
        fields = {"currency": ["exact"], "on": ["exact", "gte", "lte"]}


class OfDay(Order):
    """All against which currency, on which day."""

    base = serializers.RegexField(**_CODE, required=False, default=EURO)
    as_of = serializers.DateField(required=False, help_text="Today unless told.")

    def validate_as_of(self, day: date) -> date:
        return within(day)


class Pair(OfDay):
    """One in which currency, on which day."""

    base = serializers.RegexField(**_CODE)
    quote = serializers.RegexField(**_CODE)


def within(day: date) -> date:
    """A day that may have rates; raises ValidationError."""
    if not EARLIEST <= day <= clock.today() + timedelta(days=366):
        raise serializers.ValidationError(f"A day from {EARLIEST:%Y-%m-%d} to a year from now.")
    return day


class PairFigures(Figures):
    """Units of the quoted currency for one of the base; `on` is the day that the rate is of."""

    value = serializers.DecimalField(max_digits=None, decimal_places=None)
    on = serializers.DateField()
    source = serializers.CharField(help_text="Who says so; `override` where two people of the firm do.")
    age_days = serializers.IntegerField()


class DayFigures(Figures):
    """One currency on the day; without a rate `problem` says why."""

    currency = serializers.CharField()
    value = serializers.DecimalField(
        source="rate.value", max_digits=None, decimal_places=None, default=None, allow_null=True,
        help_text="How much of it one `base` is.",
    )  # fmt: skip
    turned = serializers.DecimalField(
        max_digits=None, decimal_places=None, allow_null=True, help_text="How much of `base` one of it is."
    )
    on = serializers.DateField(source="rate.on", default=None, allow_null=True)
    source = serializers.CharField(source="rate.source", default=None, allow_null=True)
    problem = serializers.CharField()


class PointFigures(Figures):
    """The pair on a day."""

    on = serializers.DateField()
    value = serializers.DecimalField(max_digits=None, decimal_places=None)


class FeedFigures(Figures):
    """How the daily source stands."""

    is_on = serializers.BooleanField()
    is_due = serializers.BooleanField(help_text="Whether rates are out that are not held.")
    newest = serializers.DateField(allow_null=True, help_text="The last day held.")
    expected = serializers.DateField(help_text="The last day that should be.")
    contradictions = serializers.IntegerField(help_text="How many wait for a decision.")
    words = serializers.CharField()


class Rates(Records):
    """Rates against the euro, day by day; all others follow from them and from rates by hand."""

    kind = "rates"
    permission = "rates.view_eurorate"
    queryset = EuroRate.objects.select_related("taken_from")
    serializer_class = EuroRateRecord
    filterset_class = RateFilter

    @look(gives=DayFigures, many=True, asks=OfDay, detail=False)
    def of_day(self, *, by: User, base: str, as_of: date | None = None) -> list[RateRow]:
        """All currencies on a day, overrides included; of the last day before where none was published."""
        return rates_of_day(base, as_of=as_of or clock.today(), among=currencies())

    @look(gives=PairFigures, asks=Pair, detail=False)
    def pair(self, *, by: User, base: str, quote: str, as_of: date | None = None) -> Rate:
        """One rate as the firm uses it; refused where there is none or only one that is too old."""
        return rate(base, quote, as_of=as_of or clock.today())

    @look(gives=PointFigures, many=True, asks=Pair, detail=False)
    def history(self, *, by: User, base: str, quote: str, as_of: date | None = None) -> list[dict[str, Any]]:
        """The pair over the year up to a day, a point a week."""
        until = max(as_of or clock.today(), EARLIEST + YEAR)
        found = pair_history(base, quote, until=until)
        return [{"on": on, "value": value} for on, value in zip(found.days, found.values, strict=True)]

    @look(gives=FeedFigures, detail=False)
    def feed(self, *, by: User) -> FeedState:
        """Whether the newest rates are held, and what the source said."""
        return feed_state()

    @download(media="text/csv", asks=OfDay, detail=False)
    def csv(self, *, by: User, base: str, as_of: date | None = None) -> File:
        """All currencies on a day, as the page's file."""
        day = as_of or clock.today()
        return File(as_csv(*day_table(base, as_of=day)), f"rates-{base}-{day}.csv")

    @download(media=XLSX_TYPE, asks=OfDay, detail=False)
    def xlsx(self, *, by: User, base: str, as_of: date | None = None) -> File:
        """The same for a spreadsheet."""
        day = as_of or clock.today()
        return File(as_xlsx(f"Rates {day}", *day_table(base, as_of=day)), f"rates-{base}-{day}.xlsx")
