"""Performance over the API: of the firm, a fund, a client, an investment or an account."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.exceptions import NotFound

from accounts.gateway.rest.fields import Known, MoneyField
from accounts.gateway.rest.looks import gathered, look
from accounts.gateway.rest.records import Figures, Order
from accounts.gateway.rest.resource import Resource
from accounts.models import User
from fidus.lib import clock
from fidus.lib.money import MINOR_UNITS
from funds.models import Investment
from funds.performance.errors import BenchmarkRefused
from funds.performance.forms import EARLIEST
from funds.performance.models import Benchmark
from funds.performance.selectors.measures import Measured, measure
from funds.performance.selectors.subjects import OWED, Subject, subject_choices, subject_of

_PLACES: dict[str, Any] = {"max_digits": 28, "decimal_places": 10, "allow_null": True}


class RoundedField(serializers.DecimalField):
    """A share, to ten places: "0.0125" is 1.25 %; null where there is none, and the note says why."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**_PLACES, **kwargs})


class ToldFigures(Figures):
    """A share and what is to be said of it."""

    value = RoundedField()
    note = serializers.CharField()


class MonthFigures(Figures):
    """A month's return; `whole` is false where only a part of the month is looked at."""

    month = serializers.DateField()
    value = RoundedField(allow_null=False)
    whole = serializers.BooleanField()


class DrawdownFigures(Figures):
    """The deepest fall; `recovered_on` is null while it lasts."""

    depth = RoundedField(allow_null=False)
    peak_on = serializers.DateField()
    trough_on = serializers.DateField()
    recovered_on = serializers.DateField(allow_null=True)
    days = serializers.IntegerField()


class SpreadFigures(Figures):
    """The spread of whole months; a year's is null for too few of them."""

    value = RoundedField(allow_null=False)
    annual = RoundedField()


class ComparisonFigures(Figures):
    """Beside the benchmark."""

    index_return = RoundedField(allow_null=False)
    excess = RoundedField(allow_null=False)
    tracking_error = SpreadFigures(allow_null=True)
    correlation = RoundedField()


class PerformanceFigures(Figures):
    """What money earned in a period: every figure of the page."""

    start = serializers.DateField(source="series.start")
    end = serializers.DateField(source="series.end")
    opening = MoneyField(source="series.opening")
    paid_in = MoneyField(source="series.paid_in")
    paid_out = MoneyField(source="series.paid_out")
    gain = MoneyField(source="series.gain")
    closing = MoneyField(source="series.closing")
    time_weighted = ToldFigures()
    money_weighted = ToldFigures()
    drawdown = DrawdownFigures(allow_null=True)
    volatility = SpreadFigures(allow_null=True)
    months = MonthFigures(many=True)
    benchmark = serializers.CharField(source="benchmark.code", default=None, allow_null=True)
    comparison = ComparisonFigures(allow_null=True)


class SubjectFigures(Figures):
    """Whose performance can be looked at."""

    key = serializers.CharField()
    title = serializers.CharField()


class Asked(Order):
    """Of what, in which currency and period."""

    of = serializers.CharField(
        max_length=80, help_text="firm, funds, fund:CORE, client:100401, investment:INV-0001 or account:7"
    )
    currency = serializers.ChoiceField(sorted(MINOR_UNITS))
    start = serializers.DateField(required=False)
    end = serializers.DateField(required=False)
    benchmark = Known(queryset=Benchmark.objects.all(), slug_field="code", required=False)

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        for name in ("start", "end"):
            if name in asked and not EARLIEST <= asked[name] <= clock.today():
                raise serializers.ValidationError({name: [f"A day from {EARLIEST} to today."]})
        if "start" in asked and "end" in asked and asked["start"] >= asked["end"]:
            raise serializers.ValidationError({"end": ["The last day does not lie after the first."]})
        if "benchmark" in asked and not self.context["request"].user.is_staff:
            raise serializers.ValidationError({"benchmark": ["This is for the office."]})
        return asked


class Performance(Resource):
    """Returns, falls and months, of the office's subjects or of a client's own investments."""

    kind = "performance"
    permission = "funds.view_investment"
    besides = ("trading.view_brokeraccount",)
    queryset = Investment.objects.filter(funded_on__isnull=False).select_related("client", "terms__product")
    serializer_class = SubjectFigures

    def of_clients(self, rows, clients):
        return rows.filter(client__in=clients)

    @gathered(gives=SubjectFigures, key=lambda one: (one["key"],), clients_may=True)
    def list(self, *, by: User) -> list[dict[str, str]]:
        """What can be looked at: `key` is the `of` of the figures."""
        if by.is_staff:
            return [{"key": key, "title": title} for key, title in subject_choices()]
        own = list(self.get_queryset())
        clients = {one.client.number: str(one.client) for one in own}
        return [
            *({"key": f"client:{number}", "title": title} for number, title in clients.items()),
            *({"key": f"investment:{one.number}", "title": f"{one.terms.product.code}, {one.number}"} for one in own),
        ]

    @look(gives=PerformanceFigures, asks=Asked, detail=False, clients_may=True)
    def figures(
        self,
        *,
        by: User,
        of: str,
        currency: str,
        start: date | None = None,
        end: date | None = None,
        benchmark: Benchmark | None = None,
    ) -> Measured:
        """What it earned; 404 where there is no such subject, or no money of it in the period."""
        subject = subject_of(of) if by.is_staff else _own(self.get_queryset(), of)
        if subject is None:
            raise NotFound
        series = subject.series(currency=currency, start=start, end=end or clock.today())
        if series is None:
            raise BenchmarkRefused(f"No money of {subject.title} in {currency} was there in this period.")
        return measure(series, benchmark)


def _own(rows: QuerySet[Investment], key: str) -> Subject | None:
    """Among the client's own investments alone."""
    kind, _, name = key.partition(":")
    field = {"client": "client__number", "investment": "number"}.get(kind)
    own = list(rows.filter(**{field: name}).order_by("number")) if field else []
    return Subject(key, name, OWED, own) if own else None
