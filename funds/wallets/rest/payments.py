"""Payments by hash or bank reference over the API."""

from datetime import date
from decimal import Decimal
from typing import Any

from django_filters.rest_framework import CharFilter
from rest_framework import serializers

from accounts.gateway.rest.fields import Known, MoneyField, Person
from accounts.gateway.rest.filters import Narrowing
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from funds.wallets.models import Destination, OfficialWallet, Payment
from funds.wallets.rest.destinations import Why
from funds.wallets.services.ask_for_look import ask_for_look
from funds.wallets.services.confirm_payment import confirm_payment
from funds.wallets.services.fail_payment import fail_payment
from funds.wallets.services.record_payment import record_payment
from funds.wallets.services.replace_payment import replace_payment


class PaymentRecord(Record):
    """A payment that left the firm or came to it, and what the network says of it."""

    client = serializers.CharField(source="destination.client.number", default=None, allow_null=True)
    amount = MoneyField(help_text="What it is worth in the books.")
    recorded_by = Person()
    confirmed_by = Person()
    failed_by = Person()

    class Meta:
        model = Payment
        fields = (
            "id", "subject", "direction", "client", "destination", "wallet", "network", "asset", "receiver", "amount",
            "quantity", "tx_hash", "output", "state", "confirmations", "finding", "block_height", "looked_at",
            "look_error",
            "recorded_by", "recorded_at", "confirmed_by", "confirmed_at", "failed_by", "failed_on", "replaced_by",
            "reason",
        )  # fmt: skip


class NewPayment(Order):
    """A payment to record: to a client's destination, or to a wallet of ours, one of the two."""

    subject = serializers.CharField(max_length=40, help_text="What it pays: RED-0003, payout:12 or INV-0147.")
    destination = Known(queryset=Destination.objects.all(), slug_field="id", allow_null=True, default=None)
    wallet = Known(queryset=OfficialWallet.objects.all(), slug_field="id", allow_null=True, default=None)
    amount = MoneyField(help_text="What it is worth in the books.")
    quantity = serializers.DecimalField(
        max_digits=38, decimal_places=18, min_value=Decimal("1e-18"), allow_null=True, default=None,
        help_text="For BTC and ETH: how much of it was sent.",
    )  # fmt: skip
    tx_hash = serializers.CharField(max_length=80, help_text="Transaction hash or bank reference.")
    output = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, allow_null=True, default=None,
        help_text="Only where one transaction brings several payments to this address.",
    )  # fmt: skip

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        receiver = given["destination"] or given["wallet"]
        if receiver is None or (given["destination"] and given["wallet"]):
            raise serializers.ValidationError({"destination": ["Name where it was sent, or where it was received."]})
        return {**given, "network": receiver.network, "asset": receiver.asset}


class Failure(Why):
    """Why it failed, and since when the money is with us again."""

    failed_on = serializers.DateField()


class NewHash(Order):
    """The same payment under another hash."""

    tx_hash = serializers.CharField(max_length=80)


class PaymentFilter(Narrowing):
    client = CharFilter(field_name="destination__client__number")

    class Meta:
        model = Payment
        fields = {
            "subject": ["exact"], "state": ["exact"], "direction": ["exact"], "network": ["exact"],
            "currency": ["exact"],
            "recorded_at": ["gte", "lt"],
        }  # fmt: skip


class Payments(Records):
    """Payments: recorded by one; confirmed by explorers, or by hand by another."""

    kind = "wallets"
    permission = "wallets.view_payment"
    queryset = Payment.objects.select_related("destination__client", "recorded_by", "confirmed_by", "failed_by")
    serializer_class = PaymentRecord
    filterset_class = PaymentFilter

    @operation(permission="wallets.record_payment", takes=NewPayment)
    def create(self, *, by: User, **given: Any) -> Payment:
        """Record one; it moves no money."""
        return record_payment(by=by, **given)

    @operation(permission="wallets.record_payment")
    def look_up(self, payment: Payment, *, by: User) -> Payment:
        """Have it looked up next; `looked_at` says when that was done."""
        return ask_for_look(payment=payment, by=by)

    @operation(permission="wallets.record_payment", takes=NewHash)
    def replace(self, payment: Payment, *, by: User, tx_hash: str) -> Payment:
        """Record that it was sent again with a higher fee; the answer is the new payment."""
        return replace_payment(payment=payment, tx_hash=tx_hash, by=by)

    @operation(permission="wallets.confirm_payment", takes=Why)
    def confirm(self, payment: Payment, *, by: User, reason: str) -> Payment:
        """Confirm it by hand, as another person than who recorded it; `reason` is what proves it."""
        return confirm_payment(payment=payment, reason=reason, by=by)

    @operation(permission="wallets.confirm_payment", takes=Failure)
    def fail(self, payment: Payment, *, by: User, reason: str, failed_on: date) -> Payment:
        """Mark it as failed, as another person than who recorded it; what it paid is to be paid again."""
        return fail_payment(payment=payment, reason=reason, failed_on=failed_on, by=by)
