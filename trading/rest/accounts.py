"""Broker accounts over the API: what they made, and whether their deals make what their broker printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Q
from rest_framework import serializers

from accounts.gateway.rest.fields import MoneyField
from accounts.gateway.rest.looks import look
from accounts.gateway.rest.records import Figures, Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from fidus.lib import clock
from fidus.lib.money import MINOR_UNITS
from trading.domain.logins import why_no_login
from trading.models import BrokerAccount, Environment, MarginMode, Platform
from trading.rest.amounts import InItsCurrency
from trading.selectors import AccountPerformance, BalanceBreak, balance_breaks, performance, performance_history
from trading.services.change_broker_account import change_broker_account
from trading.services.disable_broker_account import disable_broker_account
from trading.services.open_broker_account import open_broker_account

_MOST_DAYS = 400


class BrokerAccountRecord(Record):
    """One login on one server; times are the server's. What it made is as of today."""

    opening_balance = InItsCurrency(allow_null=True, help_text="Before the first deal that is held.")
    closing_balance = InItsCurrency(allow_null=True, help_text="As the newest report prints it.")
    balance = MoneyField(source="made.balance")
    deposits = MoneyField(source="made.deposits")
    withdrawals = MoneyField(source="made.withdrawals")
    trading_result = MoneyField(source="made.trading_result", help_text="What trades made, deposits left out.")
    imported_at = serializers.DateTimeField(allow_null=True, help_text="When a report was taken in last, UTC.")

    class Meta:
        model = BrokerAccount
        fields = (
            "id", "broker", "server", "login", "platform", "currency", "name", "company", "environment", "margin_mode",
            "source", "opened_at", "disabled_at", "first_at", "last_at", "snapshot_at", "opening_balance",
            "closing_balance", "balance", "deposits", "withdrawals", "trading_result", "imported_at",
        )  # fmt: skip


class NewBrokerAccount(Order):
    """An account without history; login and server as the terminal shows them, to the letter."""

    broker = serializers.CharField(max_length=120)
    server = serializers.CharField(max_length=120)
    platform = serializers.ChoiceField(Platform.choices, default=Platform.MT5)
    login = serializers.CharField(max_length=40, help_text="As the broker writes it: a number, or U1234567.")
    currency = serializers.ChoiceField(sorted(MINOR_UNITS))
    environment = serializers.ChoiceField(Environment.choices)
    margin_mode = serializers.ChoiceField(MarginMode.choices)
    name = serializers.CharField(max_length=200, default="", allow_blank=True, help_text="Its holder.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if reason := why_no_login(attrs["platform"], attrs["login"]):
            raise serializers.ValidationError({"login": [reason]})
        return attrs


class OtherNames(Order):
    """Server, login and currency say which account it is, and stay."""

    broker = serializers.CharField(max_length=120)
    name = serializers.CharField(max_length=200, allow_blank=True, help_text="Its holder.")
    environment = serializers.ChoiceField(Environment.choices)
    margin_mode = serializers.ChoiceField(MarginMode.choices)


class Disabling(Order):
    """Why it takes no more history."""

    reason = serializers.CharField(max_length=500)


@dataclass(frozen=True)
class Standing:
    """An account's money at the end of a day of its broker's."""

    on: date
    made: AccountPerformance


class StandingFigures(Figures):
    """opening + deposits - withdrawals + credit in the balance + adjustments + trading result = balance."""

    on = serializers.DateField()
    opening = MoneyField(source="made.opening", help_text="Before the first deal of a history that starts midway.")
    deposits = MoneyField(source="made.deposits")
    withdrawals = MoneyField(source="made.withdrawals")
    credit = MoneyField(source="made.credit", help_text="Credits and bonuses, wherever the broker keeps them.")
    credit_in_balance = MoneyField(source="made.credit_in_balance")
    adjustments = MoneyField(source="made.adjustments", help_text="Corrections and charges: never performance.")
    trading_result = MoneyField(source="made.trading_result")
    balance = MoneyField(source="made.balance")
    last_deal_at = serializers.DateTimeField(source="made.last_deal_at", allow_null=True)


class BreakFigures(Figures):
    """An account whose deals do not make the balance that its broker printed last."""

    account = serializers.IntegerField(source="account.pk")
    login = serializers.CharField(source="account.login")
    server = serializers.CharField(source="account.server")
    printed = MoneyField()
    computed = MoneyField()


class AtDay(Order):
    """At the end of which day."""

    as_of = serializers.DateField(default=None, allow_null=True, help_text="A day of its broker's; today unless told.")

    def validate_as_of(self, value: date | None) -> date:
        return _come(value or clock.today())


class Days(Order):
    """From which day to which, both included."""

    start = serializers.DateField()
    end = serializers.DateField(help_text=f"At most {_MOST_DAYS} days.")

    def validate_end(self, value: date) -> date:
        return _come(value)

    def validate(self, attrs: dict[str, date]) -> dict[str, date]:
        if not 0 <= (attrs["end"] - attrs["start"]).days < _MOST_DAYS:
            raise serializers.ValidationError({"end": [f"Not before the start, and at most {_MOST_DAYS} days."]})
        return attrs


def _come(day: date) -> date:
    if day > clock.today():
        raise serializers.ValidationError("This day has not come.")
    return day


class BrokerAccounts(Records):
    """The accounts that the firm trades on. A report opens its account by itself."""

    kind = "trading"
    permission = "trading.view_brokeraccount"
    queryset = BrokerAccount.objects.annotate(
        imported_at=Max("imports__finished_at", filter=Q(imports__state="imported"))
    )
    serializer_class = BrokerAccountRecord
    filterset_fields = {
        "broker": ["exact", "icontains"], "server": ["exact"], "login": ["exact"], "currency": ["exact"],
        "platform": ["exact"],
        "environment": ["exact"], "source": ["exact"], "disabled_at": ["isnull"],
    }  # fmt: skip

    def complete(self, rows: Sequence[BrokerAccount]) -> None:
        standings = performance([account.pk for account in rows], as_of=clock.today())
        for account in rows:
            account.made = standings[account.pk]

    @operation(permission="trading.open_account", takes=NewBrokerAccount)
    def create(self, *, by: User, **given: Any) -> BrokerAccount:
        """Open an account before its first report, to map investments to it."""
        return open_broker_account(by=by, **given)

    @operation(permission="trading.open_account", takes=OtherNames)
    def change(self, account: BrokerAccount, *, by: User, **given: Any) -> BrokerAccount:
        """Change its broker's and holder's names; its kind only before its first history."""
        return change_broker_account(account=account, by=by, **given)

    @operation(permission="trading.disable_account", takes=Disabling)
    def disable(self, account: BrokerAccount, *, by: User, reason: str) -> BrokerAccount:
        """It takes no more history, for good; what it made so far still counts."""
        return disable_broker_account(account=account, reason=reason, by=by)

    @look(gives=StandingFigures, asks=AtDay)
    def performance(self, account: BrokerAccount, *, by: User, as_of: date) -> Standing:
        """What it made, and what was paid in and out, by the end of a day."""
        return Standing(as_of, performance([account], as_of=as_of)[account.pk])

    @look(gives=StandingFigures, many=True, asks=Days)
    def balances(self, account: BrokerAccount, *, by: User, start: date, end: date) -> list[Standing]:
        """The same at the end of each day."""
        days = [start + timedelta(days=day) for day in range((end - start).days + 1)]
        made = performance_history([account], dates=days)[account.pk]
        return [Standing(day, one) for day, one in zip(days, made, strict=True)]

    @look(gives=BreakFigures, many=True, detail=False)
    def breaks(self, *, by: User) -> list[BalanceBreak]:
        """Accounts whose deals and cash do not make what their newest report printed; none is what should be."""
        return balance_breaks()
