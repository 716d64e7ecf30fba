"""Interest payments, the nightly accrual and operating costs over the API."""

from datetime import date
from typing import Any

from django_filters.rest_framework import CharFilter
from rest_framework import serializers

from accounts.gateway.rest.fields import MoneyField, Person
from accounts.gateway.rest.filters import Narrowing
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Listed, Records, operation
from accounts.models import User
from funds.errors import IllegalState
from funds.models import AccrualRun, InterestPayout, OperatingCost
from funds.services.approve_interest_payout import approve_interest_payout
from funds.services.book_operating_cost import book_operating_cost
from funds.services.pay_interest import pay_interest
from funds.services.reopen_interest_payout import reopen_interest_payout
from funds.services.start_accrual import start_accrual
from funds.services.take_back_approval import take_back_approval


class PayoutRecord(Record):
    """One month's interest to pay."""

    investment = serializers.CharField(source="investment.number")
    client = serializers.CharField(source="investment.client.number")
    amount = MoneyField()
    destination = serializers.DictField(
        child=serializers.CharField(), allow_null=True, help_text="Where it goes, as it was approved."
    )
    prepared_by = Person()
    approved_by = Person()
    paid_by = Person()
    failed_by = Person()

    class Meta:
        model = InterestPayout
        fields = (
            "id", "investment", "client", "due_on", "pay_on", "amount", "state", "prepared_by", "approved_by",
            "approved_at", "destination", "paid_by", "paid_on", "bank_reference", "failed_payments", "failed_by",
        )  # fmt: skip


class InterestPayment(Order):
    """Money that has left the firm's bank account."""

    bank_reference = serializers.CharField(max_length=80)
    paid_on = serializers.DateField(help_text="Value date.")


class TakenBack(Order):
    """Why it is done."""

    reason = serializers.CharField(max_length=500)


class FailedPayment(TakenBack):
    """Why a payment failed, and since when the money is with us again."""

    failed_on = serializers.DateField()


class AccrualRunRecord(Record):
    """One night of accrual."""

    started_by = Person()

    class Meta:
        model = AccrualRun
        fields = ("as_of", "state", "investments", "posted", "started_at", "finished_at", "started_by")


class NewAccrual(Order):
    """To which day interest is accrued."""

    as_of = serializers.DateField()


class CostRecord(Record):
    """An operating cost, paid from the firm's bank account."""

    amount = MoneyField()
    booked_by = Person()

    class Meta:
        model = OperatingCost
        fields = ("reference", "text", "amount", "incurred_on", "booked_by", "booked_at")


class NewCost(Order):
    """A cost to book; one reference is booked once."""

    reference = serializers.CharField(max_length=80)
    text = serializers.CharField(max_length=200)
    amount = MoneyField()
    incurred_on = serializers.DateField()


class PayoutFilter(Narrowing):
    client = CharFilter(field_name="investment__client__number")
    investment = CharFilter(field_name="investment__number")

    class Meta:
        model = InterestPayout
        fields = {"state": ["exact"], "currency": ["exact"], "due_on": ["gte", "lte"], "pay_on": ["gte", "lte"]}


class Payouts(Records):
    """Interest that became payable: whoever prepared it cannot approve it, whoever approved it cannot pay it."""

    kind = "payouts"
    permission = "funds.view_interestpayout"
    queryset = InterestPayout.objects.select_related(
        "investment__client", "prepared_by", "approved_by", "paid_by", "failed_by"
    )
    serializer_class = PayoutRecord
    filterset_class = PayoutFilter

    @operation(permission="funds.approve_payout")
    def approve(self, payout: InterestPayout, *, by: User) -> InterestPayout:
        """Approve it; another person pays it then."""
        return approve_interest_payout(payout=payout, by=by)

    @operation(permission="funds.pay_interest", takes=InterestPayment)
    def pay(self, payout: InterestPayout, *, by: User, bank_reference: str, paid_on: date) -> InterestPayout:
        """Book it as paid."""
        return pay_interest(payout=payout, bank_reference=bank_reference, paid_on=paid_on, by=by)

    @operation(permission="funds.approve_payout", takes=TakenBack)
    def take_back(self, payout: InterestPayout, *, by: User, reason: str) -> InterestPayout:
        """Take its approval back, by one person alone; it is due again."""
        return take_back_approval(payout=payout, reason=reason, by=by)

    @operation(permission="funds.pay_interest", takes=FailedPayment)
    def fail(self, payout: InterestPayout, *, by: User, reason: str, failed_on: date) -> InterestPayout:
        """Book that the payment failed: it is reversed, and is to be paid again."""
        references = {payout.bank_reference or ""}
        reopened = reopen_interest_payout(
            payout=payout, references=references, reason=reason, failed_on=failed_on, by=by
        )
        if reopened is None:
            raise IllegalState(f"{payout} is {payout.state}; only what was paid can fail.")
        return reopened


class AccrualRuns(Records):
    """The nights of accrual."""

    kind = "accruals"
    permission = "funds.view_accrualrun"
    queryset = AccrualRun.objects.select_related("started_by")
    serializer_class = AccrualRunRecord
    lookup_field = "as_of"
    lookup_value_regex = r"\d{4}-\d{2}-\d{2}"
    order = "-as_of"
    filterset_fields = {"state": ["exact"], "as_of": ["gte", "lte"]}

    @operation(permission="funds.run_accrual", takes=NewAccrual, expensive=True)
    def create(self, *, by: User, as_of: date) -> AccrualRun:
        """Start the accrual to a day: look at the run until it is complete."""
        return start_accrual(as_of=as_of, by=by)


class Costs(Listed):
    """What running the firm cost."""

    kind = "costs"
    permission = "funds.view_operatingcost"
    queryset = OperatingCost.objects.select_related("booked_by")
    serializer_class = CostRecord
    filterset_fields = {"currency": ["exact"], "incurred_on": ["gte", "lte"], "text": ["icontains"]}

    @operation(permission="funds.book_operating_cost", takes=NewCost)
    def create(self, *, by: User, **given: Any) -> OperatingCost:
        """Book a cost."""
        return book_operating_cost(by=by, **given)
