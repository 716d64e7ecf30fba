"""Differences of exchange at the ends of months over the API: what they would be, posted, taken back."""

from datetime import date

from rest_framework import serializers

from accounts.gateway.rest.fields import MoneyField, Person
from accounts.gateway.rest.looks import look
from accounts.gateway.rest.records import Figures, Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from accounts.rates.domain.ecb_files import EARLIEST
from accounts.rates.models import Revaluation
from accounts.rates.rest.overrides import Why
from accounts.rates.revaluations import RevaluationLine, is_month_end, revaluation_lines
from accounts.rates.services.revalue import revalue
from accounts.rates.services.reverse_revaluation import reverse_revaluation
from fidus.lib import clock


class RevaluationRecord(Record):
    """One currency at one month's end: what the firm held in it, at which rate, and what was posted."""

    position = MoneyField(help_text="Assets less liabilities, in the currency itself.")
    carrying = MoneyField(help_text="The same in the firm's currency, at the rate of each day.")
    value = MoneyField(help_text="The same at the month's last rate.")
    posted = MoneyField(help_text="A gain is above zero; what earlier months posted is taken off.")
    posted_by = Person()
    reversed_by = Person()

    class Meta:
        model = Revaluation
        fields = (
            "id", "month_end", "currency", "attempt", "position", "carrying", "value", "posted", "rate", "rate_on",
            "entry", "posted_by", "posted_at", "reversed_by", "reversed_at", "reversal", "reversal_reason",
        )  # fmt: skip


class MonthEnd(Order):
    """The last day of a month that is over."""

    month_end = serializers.DateField()

    def validate_month_end(self, day: date) -> date:
        if not (EARLIEST <= day <= clock.today() and is_month_end(day)):
            raise serializers.ValidationError("Choose the last day of a month that is over.")
        return day


class LineFigures(Figures):
    """What a currency would post; `problem` says why that cannot be said, and then there are no figures."""

    currency = serializers.CharField()
    position = MoneyField(source="revalued.position", default=None, allow_null=True)
    carrying = MoneyField(source="revalued.carrying", default=None, allow_null=True)
    value = MoneyField(source="revalued.value", default=None, allow_null=True)
    rate = serializers.DecimalField(
        source="rate.value", max_digits=None, decimal_places=None, default=None, allow_null=True
    )
    rate_on = serializers.DateField(source="rate.on", default=None, allow_null=True)
    posted_before = MoneyField(help_text="By earlier months.")
    to_post = MoneyField(allow_null=True, help_text="Null where it cannot be said, or is posted already.")
    since = MoneyField(allow_null=True, help_text="What late entries or corrected rates would add to what is posted.")
    posted = serializers.IntegerField(source="done.pk", default=None, allow_null=True, help_text="Its revaluation.")
    problem = serializers.CharField()


class PostedFigures(Figures):
    """What stands for each currency of the month."""

    revaluations = RevaluationRecord(many=True)


class Revaluations(Records):
    """Differences of exchange, one for each currency and month."""

    kind = "rates"
    permission = "rates.view_revaluation"
    queryset = Revaluation.objects.select_related("posted_by", "reversed_by")
    serializer_class = RevaluationRecord
    filterset_fields = {
        "currency": ["exact"], "month_end": ["exact", "gte", "lte"], "reversed_at": ["isnull"],
    }  # fmt: skip

    @look(gives=LineFigures, many=True, asks=MonthEnd, detail=False)
    def of_month(self, *, by: User, month_end: date) -> list[RevaluationLine]:
        """What a month's end would post, before it does."""
        return revaluation_lines(month_end)

    @operation(permission="rates.revalue", takes=MonthEnd, gives=PostedFigures, detail=False, expensive=True)
    def post_month(self, *, by: User, month_end: date) -> dict[str, list[Revaluation]]:
        """Post a month's differences, of all currencies or none; run again it adds nothing."""
        return {"revaluations": revalue(month_end=month_end, by=by)}

    @operation(permission="rates.revalue", takes=Why)
    def reverse(self, revaluation: Revaluation, *, by: User, reason: str) -> Revaluation:
        """Take one back; the month can be revalued anew."""
        return reverse_revaluation(revaluation=revaluation, reason=reason, by=by)
