"""Redemptions over the API; clients look, and ask for one in the portal, with their password."""

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
from funds.models import Investment
from funds.redemptions.models import Occasion, Redemption
from funds.redemptions.services.approve_redemption import approve_redemption
from funds.redemptions.services.cancel_redemption import cancel_redemption
from funds.redemptions.services.check_redemption import check_redemption
from funds.redemptions.services.pay_redemption import pay_redemption
from funds.redemptions.services.reject_redemption import reject_redemption
from funds.redemptions.services.request_redemption import request_redemption
from funds.redemptions.services.return_redemption import return_redemption
from funds.wallets.models import Destination


class RedemptionRecord(Record):
    """Money that a client takes out of an investment; figures are null until its window has come."""

    client = serializers.CharField(source="investment.client.number")
    investment = serializers.CharField(source="investment.number")
    product = serializers.CharField(source="investment.terms.product.code")
    asked = MoneyField(help_text="Principal asked for.")
    destination_name = serializers.CharField(source="destination.__str__", default=None, allow_null=True)
    principal = MoneyField(allow_null=True)
    interest = MoneyField(allow_null=True)
    charges = MoneyField(allow_null=True)
    net = MoneyField(allow_null=True, help_text="What is sent.")
    requested_by = Person()
    checked_by = Person()
    approved_by = Person()
    paid_by = Person()
    ended_by = Person()

    class Meta:
        model = Redemption
        fields = (
            "number", "client", "investment", "product", "state", "asked", "full", "with_interest", "occasion",
            "window_on", "notice_by", "pay_on", "destination", "destination_name", "net", "paid_on", "reason",
            "principal", "interest", "charges", "settled_on", "reference", "failed_payments",
            "requested_by", "requested_at", "checked_by", "checked_at", "approved_by", "approved_at", "paid_by",
            "ended_by", "ended_at",
        )  # fmt: skip
        office = (
            "principal", "interest", "charges", "settled_on", "reference", "failed_payments", "requested_by",
            "requested_at", "checked_by", "checked_at", "approved_by", "approved_at", "paid_by", "ended_by", "ended_at",
        )  # fmt: skip


class NewRedemption(Order):
    """A redemption to enter as the client asked for it in writing or on the telephone."""

    investment = Known(queryset=Investment.objects.all(), slug_field="number")
    amount = MoneyField(allow_null=True, help_text="Principal; null takes all that is left, with its interest.")
    with_interest = serializers.BooleanField(default=False, help_text="The interest kept so far leaves with a part.")
    occasion = serializers.ChoiceField(Occasion.choices[:2], default=Occasion.WINDOW.value)
    window_on = serializers.DateField(allow_null=True, default=None, help_text="Null: the next window, or today.")
    destination = Known(queryset=Destination.objects.all(), slug_field="id", allow_null=True, default=None)


class Check(Order):
    """Where the money goes; null: where the request says."""

    destination = Known(queryset=Destination.objects.all(), slug_field="id", allow_null=True, default=None)


class Sent(Order):
    """Money that has left the firm."""

    reference = serializers.CharField(max_length=80, help_text="The bank's reference, or the transaction's hash.")
    paid_on = serializers.DateField(help_text="Value date.")
    quantity = serializers.DecimalField(
        max_digits=38, decimal_places=18, min_value=Decimal("1e-18"), allow_null=True, default=None,
        help_text="For BTC and ETH: how much of it was sent.",
    )  # fmt: skip


class ReasonTold(Order):
    """Why; the client reads it."""

    reason = serializers.CharField(max_length=500)


class Rejection(ReasonTold):
    """Why it is rejected, and from when money that was set aside earns again."""

    value_on = serializers.DateField(allow_null=True, default=None, help_text="Null: today.")


class Return(ReasonTold):
    """Why the payment came back, and when; from that day the money earns again."""

    came_back_on = serializers.DateField()


class RedemptionFilter(Narrowing):
    client = CharFilter(field_name="investment__client__number")
    investment = CharFilter(field_name="investment__number")
    product = CharFilter(field_name="investment__terms__product__code")

    class Meta:
        model = Redemption
        fields = {
            "state": ["exact"], "currency": ["exact"], "occasion": ["exact"], "window_on": ["gte", "lte"],
            "pay_on": ["gte", "lte"],
        }  # fmt: skip


class Redemptions(Records):
    """Requests and their way to the payment: who asked or checked cannot approve, who approved cannot pay."""

    kind = "redemptions"
    permission = "redemptions.view_redemption"
    queryset = Redemption.objects.select_related(
        "investment__client", "investment__terms__product", "destination", "requested_by", "checked_by", "approved_by",
        "paid_by", "ended_by",
    )  # fmt: skip
    serializer_class = RedemptionRecord
    lookup_field = "number"
    filterset_class = RedemptionFilter

    def of_clients(self, rows, clients):
        return rows.filter(investment__client__in=clients)

    @operation(permission="redemptions.request_redemption", takes=NewRedemption)
    def create(self, *, by: User, **given: Any) -> Redemption:
        """Enter a redemption for a client; two other people check and approve it."""
        return request_redemption(by=by, **given)

    @operation(permission="redemptions.check_redemption", takes=Check)
    def check(self, redemption: Redemption, *, by: User, destination: Destination | None) -> Redemption:
        """Check the client, the amount and where the money goes."""
        return check_redemption(redemption=redemption, destination=destination, by=by)

    @operation(permission="redemptions.approve_redemption")
    def approve(self, redemption: Redemption, *, by: User) -> Redemption:
        """Approve it, as another person than who asked or checked; it becomes payable on its window."""
        return approve_redemption(redemption=redemption, by=by)

    @operation(permission="redemptions.approve_redemption", takes=Rejection)
    def reject(self, redemption: Redemption, *, by: User, reason: str, value_on: date | None) -> Redemption:
        """Reject it; what was reserved or set aside is invested again."""
        return reject_redemption(redemption=redemption, reason=reason, value_on=value_on, by=by)

    @operation(permission="redemptions.request_redemption", takes=ReasonTold)
    def cancel(self, redemption: Redemption, *, by: User, reason: str) -> Redemption:
        """Cancel it on the client's wish, before the money is set aside."""
        return cancel_redemption(redemption=redemption, reason=reason, by=by)

    @operation(permission="redemptions.pay_redemption", takes=Sent)
    def pay(self, redemption: Redemption, *, by: User, **given: Any) -> Redemption:
        """Book its payment, as another person than who approved it."""
        return pay_redemption(redemption=redemption, by=by, **given)

    @operation(permission="redemptions.pay_redemption", takes=Return)
    def take_return(self, redemption: Redemption, *, by: User, reason: str, came_back_on: date) -> Redemption:
        """Book that the payment came back; payment, fees and settlement are reversed."""
        return return_redemption(redemption=redemption, reason=reason, came_back_on=came_back_on, by=by)
