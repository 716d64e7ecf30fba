"""The bank's bookings over the API, and what is proposed to be booked of them."""

from rest_framework import serializers

from accounts.gateway.rest.fields import Known, MoneyField, Person
from accounts.gateway.rest.filters import Narrowing, WholeFilter
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from funds.bank.models import BankAccount, BankBooking, BankTransaction, BookingKind, Match
from funds.bank.rest.matches import BankMatchRecord
from funds.bank.services.book_transaction import book_cost, book_funding, book_interest_payment
from funds.bank.services.decline_booking import decline_booking
from funds.bank.services.post_booking import post_booking
from funds.bank.services.propose_booking import propose_booking
from funds.models import InterestPayout, Investment

_MATCH = "bank.match_transactions"


class BankTransactionRecord(Record):
    """One booking as the bank made it; money in is positive."""

    amount = MoneyField()

    class Meta:
        model = BankTransaction
        fields = (
            "id", "account", "statement", "booked_on", "value_on", "amount", "final", "standing", "reversal", "code",
            "bank_reference", "end_to_end_id", "counterparty", "counterparty_account", "text", "place",
        )  # fmt: skip


class BankBookingRecord(Record):
    """What the bank did by itself, proposed by one person and posted by another."""

    account = serializers.IntegerField(source="transaction.account_id")
    amount = MoneyField()
    booked_on = serializers.DateField(source="transaction.booked_on")
    proposed_by = Person()
    decided_by = Person()

    class Meta:
        model = BankBooking
        fields = (
            "id", "transaction", "account", "kind", "amount", "booked_on", "other_account", "text", "state",
            "proposed_by", "proposed_at", "decided_by", "decided_at", "reason",
        )  # fmt: skip


class OfInvestment(Order):
    """Whose money came in."""

    investment = Known(queryset=Investment.objects.all(), slug_field="number")


class OfPayout(Order):
    """Which approved payment left."""

    payout = Known(queryset=InterestPayout.objects.all(), slug_field="id")


class OfCost(Order):
    """What was paid for."""

    text = serializers.CharField(max_length=200)


class Proposal(Order):
    """What the bank did; another person posts it."""

    kind = serializers.ChoiceField(BookingKind.choices)
    text = serializers.CharField(max_length=200)
    other_account = Known(
        queryset=BankAccount.objects.all(), slug_field="id", allow_null=True, default=None, help_text="Of a transfer."
    )


class Declining(Order):
    """Why it is declined."""

    reason = serializers.CharField(max_length=300)


class BankTransactions(Records):
    """The bookings of the firm's banks."""

    kind = "bank"
    permission = "bank.view_banktransaction"
    queryset = BankTransaction.objects.select_related("account")
    serializer_class = BankTransactionRecord
    filterset_fields = {
        "account": ["exact"], "final": ["exact"], "standing": ["exact"], "booked_on": ["gte", "lte"],
        "value_on": ["gte", "lte"], "statement": ["exact"], "bank_reference": ["exact"],
    }  # fmt: skip

    @operation(permission=_MATCH, besides=("funds.fund_investment",), takes=OfInvestment, gives=BankMatchRecord)
    def fund(self, transaction: BankTransaction, *, by: User, investment: Investment) -> Match:
        """Book it as the money of an investment."""
        return book_funding(transaction=transaction, investment=investment, by=by)

    @operation(permission=_MATCH, besides=("funds.pay_interest",), takes=OfPayout, gives=BankMatchRecord)
    def pay_interest(self, transaction: BankTransaction, *, by: User, payout: InterestPayout) -> Match:
        """Book it as an approved interest payment."""
        return book_interest_payment(transaction=transaction, payout=payout, by=by)

    @operation(permission=_MATCH, besides=("funds.book_operating_cost",), takes=OfCost, gives=BankMatchRecord)
    def book_cost(self, transaction: BankTransaction, *, by: User, text: str) -> Match:
        """Book it as an operating cost."""
        return book_cost(transaction=transaction, text=text, by=by)

    @operation(permission="bank.propose_booking", takes=Proposal, gives=BankBookingRecord)
    def propose(
        self, transaction: BankTransaction, *, by: User, kind: str, text: str, other_account: BankAccount | None
    ) -> BankBooking:
        """Propose to book a charge, interest or a transfer."""
        return propose_booking(transaction=transaction, kind=kind, text=text, other_account=other_account, by=by)


class BookingFilter(Narrowing):
    account = WholeFilter(field_name="transaction__account")

    class Meta:
        model = BankBooking
        fields = {"state": ["exact"], "kind": ["exact"], "proposed_at": ["gte", "lt"]}


class BankBookings(Records):
    """What is proposed to be booked of what the bank did; whoever proposed it cannot post it."""

    kind = "bank"
    permission = "bank.view_bankbooking"
    queryset = BankBooking.objects.select_related("transaction__account", "proposed_by", "decided_by")
    serializer_class = BankBookingRecord
    filterset_class = BookingFilter

    @operation(permission="bank.post_booking")
    def book(self, booking: BankBooking, *, by: User) -> BankBooking:
        """Post it, as another person than who proposed it."""
        return post_booking(booking=booking, by=by)

    @operation(permission="bank.post_booking", takes=Declining)
    def decline(self, booking: BankBooking, *, by: User, reason: str) -> BankBooking:
        """Decline it; the bank's booking is open again."""
        return decline_booking(booking=booking, reason=reason, by=by)
