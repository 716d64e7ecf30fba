"""The firm's bank accounts, each with its way to the reconciliation desk."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.ledger.api import balance
from fidus.lib import clock
from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import day, money
from funds.admin.action_page import Action, answer
from funds.bank.admin import desk
from funds.bank.forms import OpenBankAccountForm, SpellingForm
from funds.bank.models import BankAccount
from funds.bank.selectors import bank_balance, open_transactions
from funds.bank.services.add_spelling import add_spelling
from funds.bank.services.open_bank_account import open_bank_account

VIEW, OPEN = "bank.view_bankaccount", "bank.open_bank_account"


@admin.register(BankAccount)
class BankAccountAdmin(ReadOnlyAdmin):
    list_display = ["name", "currency", "identifier", "at_bank", "stated", "in_ledger", "unmatched", "desk_link"]
    list_display_links = None
    search_fields = ["name", "identifier", "bank"]
    change_list_template = "bank/accounts.html"

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("open/", self.page(open_one), name="bank_bankaccount_open"),
            path("<int:pk>/desk/", self.page(desk.show), name="bank_bankaccount_desk"),
            path("<int:pk>/spelling/", self.page(spell), name="bank_bankaccount_spelling"),
            *super().get_urls(),
        ]

    @admin.display(description="At the bank")
    def at_bank(self, account: BankAccount) -> str:
        return money(bank_balance(account, as_of=clock.today())[0])

    @admin.display(description="Stated up to")
    def stated(self, account: BankAccount) -> str:
        return day(bank_balance(account, as_of=clock.today())[1])

    @admin.display(description="In the ledger")
    def in_ledger(self, account: BankAccount) -> str:
        return money(balance(account.ledger_account, as_of=clock.today()))

    @admin.display(description="Not matched")
    def unmatched(self, account: BankAccount) -> int:
        return open_transactions(account).count()

    @admin.display(description="Next")
    def desk_link(self, account: BankAccount) -> SafeString:
        return format_html('<a href="{}">Reconcile</a>', reverse("admin:bank_bankaccount_desk", args=[account.pk]))


@permission_required([VIEW, OPEN], raise_exception=True)
def open_one(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    action = Action(
        title="Open a bank account of the firm",
        subtitle="The first one of a currency is the account that clients' money, payouts and costs are booked on.",
        button="Open it",
        back=reverse("admin:bank_bankaccount_changelist"),
        back_label="Bank accounts",
        form=OpenBankAccountForm,
        run=lambda given: open_bank_account(by=request.user, **given),
        done=lambda account: f"{account} is open; its ledger account is {account.ledger_code}.",
    )
    return answer(request, action, site_context)


@permission_required([VIEW, OPEN], raise_exception=True)
def spell(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    account = get_object_or_404(BankAccount, pk=pk)
    action = Action(
        title="Another spelling of a bank account",
        subtitle="Files that name the account in this way are then taken for it.",
        button="Add it",
        back=reverse("admin:bank_bankaccount_changelist"),
        back_label="Bank accounts",
        form=SpellingForm,
        run=lambda given: add_spelling(account=account, by=request.user, **given),
        done=lambda changed: f"{changed} is known by {', '.join(changed.other_spellings)} too.",
        facts=(("Account", account), ("Known as", ", ".join([account.identifier, *account.other_spellings]))),
    )
    return answer(request, action, site_context)
