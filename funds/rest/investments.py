"""Investments over the API, and where their money works."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django_filters.rest_framework import CharFilter
from rest_framework import serializers

from accounts.gateway.rest.fields import Known, MoneyField, Person
from accounts.gateway.rest.filters import Narrowing
from accounts.gateway.rest.looks import look
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import Client, User
from fidus.lib import clock
from fidus.lib.money import Money
from funds.domain.interest import anniversary
from funds.models import AccountMapping, InterestMode, Investment, Product
from funds.rest.interest import ComingFigures, InterestFigures, InterestRow, interest_rows
from funds.rest.products import ShareField
from funds.selectors.obligations import obligations
from funds.selectors.schedule import Upcoming, schedule
from funds.services.cancel_investment import cancel_investment
from funds.services.fund_investment import fund_investment
from funds.services.map_account import map_account
from funds.services.open_investment import open_draft, open_investment
from funds.services.share_account import share_account, stop_sharing_account
from funds.services.unmap_account import unmap_account
from trading.models import BrokerAccount

MONTHS_AHEAD = 12
NOT_SHOWN = (Investment.State.DRAFT.value, Investment.State.CANCELLED.value)


class InvestmentRecord(Record):
    """An investment, with what it is worth today."""

    client = serializers.CharField(source="client.number")
    product = serializers.CharField(source="terms.product.code")
    terms_version = serializers.IntegerField(source="terms.version")
    monthly_rate = ShareField()
    tops_up = Known(slug_field="number", read_only=True, allow_null=True)
    opening_principal = MoneyField(source="principal")
    principal = MoneyField(source="principal_left", help_text="What is left of it.")
    interest = MoneyField(source="held.accrued", help_text="All that was ever accrued.")
    paid_out = MoneyField(source="held.paid_out", help_text="All interest that was ever paid out.")
    fees = MoneyField(source="held.fees", help_text="Taken from interest.")
    payable = MoneyField(source="held.payable", help_text="Redeemed, and not sent yet.")
    value = MoneyField(source="held.total", help_text="Principal and interest, less payouts and fees.")
    matures_on = serializers.DateField(allow_null=True)
    opened_by = Person()

    class Meta:
        model = Investment
        fields = (
            "number", "client", "product", "terms_version", "state", "currency", "monthly_rate", "interest_mode",
            "tops_up",
            "opening_principal", "principal", "interest", "paid_out", "fees", "payable", "value",
            "opened_on", "funded_on", "earns_from", "matures_on", "closed_on", "opened_by", "bank_reference",
        )  # fmt: skip
        office = ("opened_by", "bank_reference")


class NewInvestment(Order):
    """An investment to open; no money moves yet."""

    client = Known(queryset=Client.objects.all(), slug_field="number")
    product = Known(queryset=Product.objects.all(), slug_field="code")
    principal = MoneyField()
    interest_mode = serializers.ChoiceField(InterestMode.choices)
    custom_rate = ShareField(allow_null=True, default=None, help_text="Only in a fund by invitation.")


class TopUp(Order):
    """More money for an investment, as a tranche of its own."""

    principal = MoneyField()
    interest_mode = serializers.ChoiceField(InterestMode.choices)


class Funding(Order):
    """Money that stands on the firm's bank account; what came in becomes the principal."""

    amount = MoneyField()
    received_on = serializers.DateField(help_text="Value date; incubation is counted from it.")
    bank_reference = serializers.CharField(max_length=80)


class CancelReason(Order):
    """Why it is done."""

    reason = serializers.CharField(max_length=500)


class NewMapping(Order):
    """A share of a broker account's result."""

    account = Known(queryset=BrokerAccount.objects.filter(disabled_at=None), slug_field="id")
    share = ShareField(default=Decimal(1))
    from_on = serializers.DateField()


class MappingEnd(Order):
    """When a mapping ends."""

    until_on = serializers.DateField(help_text="The first day without it.")


class MappingRecord(Record):
    """A share of a broker account's result that an investment has."""

    investment = serializers.CharField(source="investment.number")
    account_name = serializers.CharField(source="account.__str__")
    mapped_by = Person()

    class Meta:
        model = AccountMapping
        fields = (
            "id", "investment", "account", "account_name", "share", "from_on", "until_on", "mapped_by", "mapped_at",
            "shared_at",
        )  # fmt: skip


class InvestmentFilter(Narrowing):
    client = CharFilter(field_name="client__number")
    product = CharFilter(field_name="terms__product__code")

    class Meta:
        model = Investment
        fields = {
            "state": ["exact"],
            "currency": ["exact"],
            "interest_mode": ["exact"],
            "opened_on": ["gte", "lte"],
            "funded_on": ["gte", "lte"],
        }


class MappingFilter(Narrowing):
    investment = CharFilter(field_name="investment__number")

    class Meta:
        model = AccountMapping
        fields = {"account": ["exact"], "from_on": ["gte", "lte"]}


class Investments(Records):
    """Clients' money in funds; a client sees those that are more than a draft."""

    kind = "investments"
    permission = "funds.view_investment"
    queryset = Investment.objects.select_related("client", "terms__product", "tops_up", "opened_by")
    serializer_class = InvestmentRecord
    lookup_field = "number"
    filterset_class = InvestmentFilter

    def of_clients(self, rows, clients):
        return rows.filter(client__in=clients).exclude(state__in=NOT_SHOWN)

    def complete(self, rows: Sequence[Investment]) -> None:
        held = obligations(rows, as_of=clock.today())
        for investment in rows:
            investment.held = held[investment.pk]

    @operation(permission="funds.open_investment", takes=NewInvestment)
    def create(self, *, by: User, **given: Any) -> Investment:
        """Open an investment under the terms in force today."""
        return open_investment(by=by, **given)

    @operation(permission="funds.open_investment")
    def open(self, investment: Investment, *, by: User) -> Investment:
        """Open a draft; it waits for its money then."""
        return open_draft(investment=investment, by=by)

    @operation(permission="funds.open_investment", takes=TopUp)
    def top_up(self, investment: Investment, *, by: User, principal: Money, interest_mode: str) -> Investment:
        """Open a tranche of the investment, under the terms in force today; the answer is the tranche."""
        return open_investment(
            client=investment.client,
            product=investment.terms.product,
            principal=principal,
            interest_mode=interest_mode,
            custom_rate=investment.custom_rate,
            tops_up=investment,
            by=by,
        )

    @operation(permission="funds.fund_investment", takes=Funding)
    def fund(self, investment: Investment, *, by: User, **given: Any) -> Investment:
        """Book the money that came in."""
        return fund_investment(investment=investment, by=by, **given)

    @operation(permission="funds.cancel_investment", takes=CancelReason)
    def cancel(self, investment: Investment, *, by: User, reason: str) -> Investment:
        """Cancel it while no money has come."""
        return cancel_investment(investment=investment, reason=reason, by=by)

    @operation(permission="funds.map_account", takes=NewMapping, gives=MappingRecord)
    def map_account(self, investment: Investment, *, by: User, **given: Any) -> AccountMapping:
        """Give it a share of a broker account's result."""
        return map_account(investment=investment, by=by, **given)

    @look(gives=InterestFigures, many=True, clients_may=True)
    def interest(self, investment: Investment, *, by: User) -> list[InterestRow]:
        """Every interest month begun by today, oldest first; they sum to what the ledger accrued."""
        return interest_rows(investment, clock.today())

    @look(gives=ComingFigures, many=True, clients_may=True)
    def coming(self, investment: Investment, *, by: User) -> list[Upcoming]:
        """What comes within twelve months: the end of incubation, interest, windows and the last days of notice."""
        today: date = clock.today()
        return schedule([investment], as_of=today, until=anniversary(today, MONTHS_AHEAD))


class Mappings(Records):
    """Which investments' money works in which broker accounts."""

    kind = "investments"
    permission = "funds.view_investment"
    queryset = AccountMapping.objects.select_related("investment", "account", "mapped_by")
    serializer_class = MappingRecord
    filterset_class = MappingFilter

    @operation(permission="funds.map_account", takes=MappingEnd)
    def end(self, mapping: AccountMapping, *, by: User, until_on: date) -> AccountMapping:
        """End it; the investment keeps what the account earned for it before."""
        return unmap_account(mapping=mapping, until_on=until_on, by=by)

    @operation(permission="funds.map_account")
    def share(self, mapping: AccountMapping, *, by: User) -> AccountMapping:
        """Let the client see how the account stands: balance, equity and their course by day."""
        return share_account(mapping=mapping, by=by)

    @operation(permission="funds.map_account")
    def stop_sharing(self, mapping: AccountMapping, *, by: User) -> AccountMapping:
        """Let the client see nothing of the account any more."""
        return stop_sharing_account(mapping=mapping, by=by)
