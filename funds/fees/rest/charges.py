"""Fees that were charged, over the API."""

from datetime import date

from django_filters.rest_framework import CharFilter
from rest_framework import serializers

from accounts.gateway.rest.fields import MoneyField, Person
from accounts.gateway.rest.filters import Narrowing
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from funds.fees.models import FeeCharge
from funds.fees.services.receive_fee_bill import receive_fee_bill
from funds.fees.services.reverse_charge import reverse_charge
from funds.models import Investment

_NOT_SHOWN = (Investment.State.DRAFT.value, Investment.State.CANCELLED.value)


class FeeChargeRecord(Record):
    """One fee, posted: taken from interest, billed, or kept back from a redemption."""

    investment = serializers.CharField(source="investment.number")
    client = serializers.CharField(source="investment.client.number")
    amount = MoneyField()
    taken_from_interest = MoneyField()
    billed = MoneyField()
    kept_back = MoneyField(source="withheld")
    state = serializers.ChoiceField(["charged", "billed", "paid", "reversed"], source="standing")
    prepared_by = Person()
    charged_by = Person()
    settled_by = Person()
    reversed_by = Person()

    class Meta:
        model = FeeCharge
        fields = (
            "id", "investment", "client", "kind", "until", "value_on", "amount", "taken_from_interest", "billed",
            "kept_back", "state", "reversed_on", "reason", "label", "subject", "prepared_by", "charged_by",
            "charged_at", "settled_on", "bank_reference", "settled_by", "reversed_by", "charge_again",
        )  # fmt: skip
        office = (
            "label", "subject", "prepared_by", "charged_by", "charged_at", "settled_on", "bank_reference", "settled_by",
            "reversed_by", "charge_again",
        )  # fmt: skip


class TakeBack(Order):
    """Why a fee is taken back; it stands in the client's movements."""

    value_on = serializers.DateField()
    reason = serializers.CharField(max_length=500)
    charge_again = serializers.BooleanField(default=False, help_text="The next run charges it anew.")


class BillPaid(Order):
    """Money that came into the firm's bank account for a fee that was billed."""

    bank_reference = serializers.CharField(max_length=80)
    paid_on = serializers.DateField(help_text="Value date.")


class ChargeFilter(Narrowing):
    investment = CharFilter(field_name="investment__number")
    client = CharFilter(field_name="investment__client__number")

    class Meta:
        model = FeeCharge
        fields = {"kind": ["exact"], "currency": ["exact"], "value_on": ["gte", "lte"], "until": ["gte", "lte"]}


class Charges(Records):
    """Fees charged; whoever charged one cannot take it back."""

    kind = "fees"
    permission = "fees.view_feecharge"
    queryset = FeeCharge.objects.select_related(
        "investment__client", "prepared_by", "charged_by", "settled_by", "reversed_by"
    )
    serializer_class = FeeChargeRecord
    filterset_class = ChargeFilter

    def of_clients(self, rows, clients):
        return rows.filter(investment__client__in=clients).exclude(investment__state__in=_NOT_SHOWN)

    @operation(permission="fees.reverse_charge", takes=TakeBack)
    def reverse(self, charge: FeeCharge, *, by: User, value_on: date, reason: str, charge_again: bool) -> FeeCharge:
        """Take it back, as another person than who charged it."""
        return reverse_charge(charge=charge, value_on=value_on, reason=reason, charge_again=charge_again, by=by)

    @operation(permission="fees.receive_fee", takes=BillPaid)
    def receive(self, charge: FeeCharge, *, by: User, bank_reference: str, paid_on: date) -> FeeCharge:
        """Book that its bill was paid."""
        return receive_fee_bill(charge=charge, bank_reference=bank_reference, paid_on=paid_on, by=by)
