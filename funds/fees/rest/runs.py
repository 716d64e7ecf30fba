"""Fee runs over the API."""

from datetime import date

from django.db.models import Count, Q
from django_filters.rest_framework import CharFilter
from rest_framework import serializers

from accounts.gateway.rest.fields import MoneyField, Person
from accounts.gateway.rest.filters import Narrowing
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Listed, Records, operation
from accounts.models import User
from funds.fees.models import FeeRun, FeeRunRow
from funds.fees.services.cancel_fee_run import cancel_fee_run
from funds.fees.services.charge_fee_run import charge_fee_run
from funds.fees.services.prepare_fee_run import prepare_fee_run


class FeeRunRecord(Record):
    """Fees up to a month's end, and how far they are charged."""

    waiting = serializers.IntegerField(source="waiting_rows")
    charged = serializers.IntegerField(source="charged_rows")
    skipped = serializers.IntegerField(source="skipped_rows")
    prepared_by = Person()
    charged_by = Person()

    class Meta:
        model = FeeRun
        fields = (
            "id", "until", "value_on", "state", "waiting", "charged", "skipped", "prepared_by", "prepared_at",
            "charged_by", "charged_at", "ended_at",
        )  # fmt: skip


class FeeRowRecord(Record):
    """One fee as it was worked out; charged exactly so, or skipped with the reason."""

    investment = serializers.CharField(source="investment.number")
    client = serializers.CharField(source="investment.client.number")
    amount = MoneyField()
    taken_from_interest = MoneyField(source="from_interest")
    billed = MoneyField()

    class Meta:
        model = FeeRunRow
        fields = (
            "run", "investment", "client", "kind", "amount", "taken_from_interest", "billed", "words", "state",
            "reason", "charge",
        )  # fmt: skip


class NewFeeRun(Order):
    """To which month's end."""

    until = serializers.DateField(help_text="The last day of a month.")
    value_on = serializers.DateField(help_text="From this day the client owes or holds less.")


def _counted(state: str) -> Count:
    return Count("rows", filter=Q(rows__state=state))


class Runs(Records):
    """Fee runs: prepared by one person, charged by another."""

    kind = "fees"
    permission = "fees.view_feerun"
    queryset = FeeRun.objects.select_related("prepared_by", "charged_by").annotate(
        waiting_rows=_counted("waiting"), charged_rows=_counted("charged"), skipped_rows=_counted("skipped")
    )
    serializer_class = FeeRunRecord
    filterset_fields = {"state": ["exact"], "until": ["gte", "lte"]}

    @operation(permission="fees.prepare_fee_run", takes=NewFeeRun, expensive=True)
    def create(self, *, by: User, until: date, value_on: date) -> FeeRun:
        """Work out every fee that is due; nothing is posted yet."""
        return prepare_fee_run(until=until, value_on=value_on, by=by)

    @operation(permission="fees.charge_fee_run", expensive=True)
    def charge(self, run: FeeRun, *, by: User) -> FeeRun:
        """Charge them, as another person than who prepared the run; look at it until it is complete."""
        return charge_fee_run(run=run, by=by)

    @operation(permission="fees.prepare_fee_run")
    def cancel(self, run: FeeRun, *, by: User) -> FeeRun:
        """Cancel it while nothing is charged."""
        return cancel_fee_run(run=run, by=by)


class RunRowFilter(Narrowing):
    investment = CharFilter(field_name="investment__number")
    client = CharFilter(field_name="investment__client__number")

    class Meta:
        model = FeeRunRow
        fields = {"run": ["exact"], "kind": ["exact"], "state": ["exact"], "currency": ["exact"]}


class RunRows(Listed):
    """The fees of fee runs, one by one."""

    kind = "fees"
    permission = "fees.view_feerun"
    queryset = FeeRunRow.objects.select_related("investment__client")
    serializer_class = FeeRowRecord
    filterset_class = RunRowFilter
