"""Broker accounts, with what they made; the page of one is the monitor's (trading/monitor/admin/accounts.py)."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from accounts.admin.deeds import DeedsAdmin
from fidus.lib import clock
from fidus.templatetags.figures import age, money, signed_money
from fidus.templatetags.parts import badge
from trading.admin.account_deeds import DEEDS
from trading.errors import AccountDisabled, AccountExists, AccountRefused
from trading.models import BrokerAccount
from trading.selectors import performance


class AccountList(ChangeList):
    """A page of accounts with the standing of each, read in one query."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        standings = performance([account.pk for account in self.result_list], as_of=clock.today())
        for account in self.result_list:
            account.made = standings[account.pk]


@admin.register(BrokerAccount)
class BrokerAccountAdmin(DeedsAdmin):
    deeds = DEEDS
    refusals = (AccountDisabled, AccountExists, AccountRefused)
    list_display = ["number", "broker", "origin", "environment_word", "balance", "result", "deposited", "last_import"]
    list_filter = ["source", "platform", "environment", "broker", "currency"]
    search_fields = ["=login", "name", "broker", "server"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[BrokerAccount]:
        imported = Max("imports__finished_at", filter=Q(imports__state="imported"))
        return super().get_queryset(request).annotate(imported_at=imported)

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[ChangeList]:
        return AccountList

    @admin.display(description="account", ordering="login")
    def number(self, account: BrokerAccount) -> str:
        return str(account)

    @admin.display(description="figures", ordering="source")
    def origin(self, account: BrokerAccount) -> SafeString:
        return badge("closed", "Disabled") if account.disabled_at else badge(account.source)

    @admin.display(description="kind", ordering="environment")
    def environment_word(self, account: BrokerAccount) -> str:
        return f"{account.get_environment_display()}, {account.get_margin_mode_display().lower()}"

    @admin.display(description="balance")
    def balance(self, account: BrokerAccount) -> str:
        return money(account.made.balance)

    @admin.display(description="trading result")
    def result(self, account: BrokerAccount) -> str:
        return signed_money(account.made.trading_result)

    @admin.display(description="deposits")
    def deposited(self, account: BrokerAccount) -> str:
        return money(account.made.deposits)

    @admin.display(description="last import", ordering="imported_at")
    def last_import(self, account: BrokerAccount) -> SafeString:
        return age(account.imported_at)
