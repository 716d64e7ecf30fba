"""The ledger's accounts over the API: to look at, with what stands on them on any day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.gateway.rest.fields import MoneyField
from accounts.gateway.rest.filters import DayFilter, Narrowing
from accounts.gateway.rest.looks import look
from accounts.gateway.rest.records import Figures, Order, Record
from accounts.gateway.rest.resource import Records
from accounts.ledger.models import Account
from accounts.ledger.selectors.balances import balances
from accounts.ledger.selectors.journal import AccountPage, account_page
from accounts.models import User
from fidus.lib import clock

# What entries may be dated (the model's own limits).
EARLIEST, LATEST = date(1970, 1, 1), date(2999, 12, 31)
MOST = 500


class AccountRecord(Record):
    """An account in one currency; debit is above zero, credit below."""

    balance = MoneyField(help_text="At the end of today, or in the list of `as_of`.")

    class Meta:
        model = Account
        fields = ("code", "label", "kind", "currency", "opened_at", "balance")


class DayField(serializers.DateField):  # type: ignore[misc]
    """A day on which something may be booked."""

    def to_internal_value(self, value: Any) -> date:
        day: date = super().to_internal_value(value)
        if not EARLIEST <= day <= LATEST:
            raise serializers.ValidationError(f"A day from {EARLIEST.year} to {LATEST.year}.")
        return day


class Stretch(Order):
    """Which movements; without days, those of the month that runs."""

    start = DayField(required=False, help_text="First value date.")
    end = DayField(required=False, help_text="Last value date.")
    kind = serializers.CharField(max_length=80, required=False, default="", help_text="Kind of entry.")
    text = serializers.CharField(max_length=200, required=False, default="", help_text="Part of its text or key.")
    known_at = serializers.IntegerField(
        min_value=1, max_value=2**62, required=False, default=None, help_text="As known when this seal was the newest."
    )
    offset = serializers.IntegerField(min_value=0, max_value=10_000_000, required=False, default=0)
    most = serializers.IntegerField(min_value=1, max_value=MOST, required=False, default=100)

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        today = clock.today()
        asked.setdefault("end", today)
        asked.setdefault("start", asked["end"].replace(day=1))
        if asked["end"] < asked["start"]:
            raise serializers.ValidationError({"end": ["The last day does not lie before the first."]})
        return asked


class AsOf(Order):
    """At the end of which day."""

    as_of = DayField(required=False, help_text="Today unless told.")


class BalanceFigures(Figures):
    """What stands on an account at the end of a day."""

    as_of = serializers.DateField()
    balance = MoneyField()


class MovementFigures(Figures):
    """One movement, and where the account stood after it."""

    entry = serializers.IntegerField(source="movement.entry")
    seal = serializers.IntegerField(source="movement.seal", allow_null=True)
    key = serializers.CharField(source="movement.key")
    kind = serializers.CharField(source="movement.kind")
    text = serializers.CharField(source="movement.text")
    booked_on = serializers.DateField(source="movement.booked_on")
    value_on = serializers.DateField(source="movement.value_on")
    amount = MoneyField(source="movement.amount")
    others = serializers.ListField(child=serializers.CharField(), help_text="Codes on the other side.")
    balance = MoneyField()


class AccountPageFigures(Figures):
    """A stretch of an account: `opening` before its first day, `closing` after its last; `count` are found in all."""

    opening = MoneyField()
    closing = MoneyField()
    count = serializers.IntegerField()
    movements = MovementFigures(many=True)


class AccountFilter(Narrowing):
    as_of = DayFilter(method="told", label="Balances at the end of this day.")

    class Meta:
        model = Account
        fields = {
            "code": ["exact", "startswith"], "label": ["icontains"], "kind": ["exact"], "currency": ["exact"],
        }  # fmt: skip

    def told(self, rows: QuerySet[Account], name: str, day: date) -> QuerySet[Account]:
        """Chooses no rows, but the day of their balances."""
        self.request.balances_as_of = day
        return rows


class Accounts(Records):
    """The chart of accounts, by code."""

    kind = "ledger"
    permission = "ledger.view_account"
    queryset = Account.objects.all()
    serializer_class = AccountRecord
    lookup_field = "code"
    order = "code"
    filterset_class = AccountFilter

    def complete(self, rows: Sequence[Account]) -> None:
        day = getattr(self.request, "balances_as_of", None) or clock.today()
        held = balances([row.pk for row in rows], as_of=day)
        for row in rows:
            row.balance = held[row.pk]  # type: ignore[attr-defined]

    @look(gives=BalanceFigures, asks=AsOf)
    def balance(self, account: Account, *, by: User, as_of: date | None = None) -> dict[str, Any]:
        """What stands on it at the end of any day."""
        day = as_of or clock.today()
        return {"as_of": day, "balance": balances([account.pk], as_of=day)[account.pk]}

    @look(gives=AccountPageFigures, asks=Stretch, permission="ledger.view_entry")
    def movements(self, account: Account, *, by: User, **asked: Any) -> AccountPage:
        """What moved on it, with the balance after each; `offset` leads on while there are more than `most`."""
        return account_page(account.pk, **asked)
