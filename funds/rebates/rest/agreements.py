"""Agreements with brokers on rebates, and the counting of deals, over the API."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from accounts.gateway.rest.fields import Known, MoneyField, MonthField, Person
from accounts.gateway.rest.looks import gathered, look
from accounts.gateway.rest.records import Figures, Order, Record
from accounts.gateway.rest.resource import Listed, Records, Resource, operation
from accounts.models import User
from fidus.lib.money import MINOR_UNITS
from funds.rebates.domain.counting import Counting
from funds.rebates.errors import RebatesError
from funds.rebates.models import RebateAgreement, RebateLine, RebateRun, RebateTerms
from funds.rebates.selectors.standing import Standing, standing
from funds.rebates.services.count_rebates import count_rebates
from funds.rebates.services.end_agreement import end_agreement
from funds.rebates.services.open_agreement import open_agreement
from funds.rebates.services.publish_rebate_terms import publish_rebate_terms
from trading.models import BrokerAccount

_LONGEST = 30 * 86400


class RebateAgreementRecord(Record):
    """What a broker pays for the lots that are traded with it."""

    opened_by = Person()

    class Meta:
        model = RebateAgreement
        fields = (
            "id", "broker", "account", "pattern", "currency", "valid_from", "ended_on", "end_reason", "opened_by",
            "opened_at",
        )  # fmt: skip


class RebateTermsRecord(Record):
    """The rate from a day on, until the next."""

    published_by = Person()

    class Meta:
        model = RebateTerms
        fields = ("valid_from", "rate", "counting", "minimum_seconds", "published_by", "published_at")


class NewRate(Order):
    """A rate from a day on; deals that are counted keep theirs."""

    valid_from = serializers.DateField(help_text="Deals of this server day and later.")
    rate = serializers.DecimalField(
        max_digits=12, decimal_places=4, min_value=Decimal("0.0001"), help_text="For one lot."
    )
    counting = serializers.ChoiceField([one.value for one in Counting])
    minimum_seconds = serializers.IntegerField(
        min_value=0, max_value=_LONGEST, default=0, help_text="A position held for less earns nothing."
    )

    def validate_counting(self, value: str) -> Counting:
        return Counting(value)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        minimum = timedelta(seconds=given.pop("minimum_seconds"))
        return {**given, "minimum": minimum}


class NewRebateAgreement(NewRate):
    """An agreement to write down, with its first rate."""

    broker = serializers.CharField(max_length=120)
    account = Known(queryset=BrokerAccount.objects.all(), slug_field="id", allow_null=True, default=None)
    pattern = serializers.CharField(max_length=41, default="*", help_text="A symbol, its beginning with a star, or *.")
    currency = serializers.ChoiceField(sorted(MINOR_UNITS))


class AgreementEnd(Order):
    """When and why an agreement ends."""

    ended_on = serializers.DateField(help_text="The first day without it.")
    reason = serializers.CharField(max_length=500)


class RebateRunRecord(Record):
    """One counting of deals; each counts once for ever."""

    ran_by = Person()

    class Meta:
        model = RebateRun
        fields = ("id", "first_on", "last_on", "deals", "lots", "ran_by", "ran_at")


class RebateLineRecord(Record):
    """What one agreement earned in a run by deals of one month."""

    month = MonthField()
    posted = MoneyField()
    invoice = serializers.CharField(source="invoice.number", default=None, allow_null=True)

    class Meta:
        model = RebateLine
        fields = ("run", "agreement", "month", "value_on", "deals", "lots", "earned", "posted", "invoice")


class NewRebateRun(Order):
    """Of which days' deals; null: from the first that was not counted."""

    first_on = serializers.DateField(allow_null=True, default=None)
    as_of = serializers.DateField()


class RebateStandingFigures(Figures):
    """How one broker stands in one currency."""

    broker = serializers.CharField()
    currency = serializers.CharField()
    accrued = MoneyField()
    invoiced = MoneyField()
    received = MoneyField()
    written_off = MoneyField()
    to_invoice = MoneyField(help_text="Accrued, and on no invoice.")
    open = MoneyField(help_text="Invoiced, and not come.")


class Agreements(Records):
    """Agreements with brokers."""

    kind = "rebates"
    permission = "rebates.view_rebateagreement"
    queryset = RebateAgreement.objects.select_related("opened_by")
    serializer_class = RebateAgreementRecord
    filterset_fields = {"broker": ["exact"], "currency": ["exact"], "account": ["exact"], "ended_on": ["isnull"]}

    @operation(permission="rebates.agree_rebate", takes=NewRebateAgreement)
    def create(self, *, by: User, **given: Any) -> RebateAgreement:
        """Write an agreement down."""
        return open_agreement(by=by, **given)

    @operation(permission="rebates.agree_rebate", takes=NewRate, gives=RebateTermsRecord)
    def publish_terms(self, agreement: RebateAgreement, *, by: User, **given: Any) -> RebateTerms:
        """Write down another rate."""
        return publish_rebate_terms(agreement=agreement, by=by, **given)

    @operation(permission="rebates.agree_rebate", takes=AgreementEnd)
    def end(self, agreement: RebateAgreement, *, by: User, ended_on: date, reason: str) -> RebateAgreement:
        """End it."""
        return end_agreement(agreement=agreement, ended_on=ended_on, reason=reason, by=by)

    @look(gives=RebateTermsRecord, many=True)
    def terms(self, agreement: RebateAgreement, *, by: User) -> list[RebateTerms]:
        """Its rates, the newest first."""
        return list(agreement.terms.select_related("published_by"))


class Counts(Records):
    """Countings of deals; the night counts too."""

    kind = "rebates"
    permission = "rebates.view_rebaterun"
    queryset = RebateRun.objects.select_related("ran_by")
    serializer_class = RebateRunRecord
    filterset_fields = {"last_on": ["gte", "lte"]}

    @operation(permission="rebates.count_rebates", takes=NewRebateRun, expensive=True)
    def create(self, *, by: User, as_of: date, first_on: date | None) -> RebateRun:
        """Count and post what is not counted yet."""
        run = count_rebates(as_of=as_of, first_on=first_on, by=by)
        if run is None:
            raise RebatesError("No deal of these days is left to count.")
        return run


class Lines(Listed):
    """What was counted, by agreement and month."""

    kind = "rebates"
    permission = "rebates.view_rebateline"
    queryset = RebateLine.objects.select_related("invoice")
    serializer_class = RebateLineRecord
    filterset_fields = {
        "run": ["exact"], "agreement": ["exact"], "currency": ["exact"], "month": ["exact", "gte", "lte"],
        "invoice": ["isnull"],
    }  # fmt: skip


class Standings(Resource):
    """What each broker owes."""

    kind = "rebates"
    permission = "rebates.view_rebaterun"
    queryset = RebateRun.objects.none()
    serializer_class = RebateStandingFigures

    @gathered(gives=RebateStandingFigures, key=lambda one: (one.broker, one.currency))
    def list(self, *, by: User) -> list[Standing]:
        """By broker and currency."""
        return standing()
