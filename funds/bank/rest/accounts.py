"""The firm's bank accounts over the API, and how bank and ledger stand beside each other."""

from datetime import date
from typing import Any

from rest_framework import serializers

from accounts.gateway.rest.fields import Person
from accounts.gateway.rest.looks import look
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.ledger.api import Movement
from accounts.models import User
from fidus.lib import clock
from fidus.lib.money import MINOR_UNITS
from funds.bank.domain.matching import Suggestion
from funds.bank.domain.reconciliation import Reconciliation
from funds.bank.models import BankAccount, Match
from funds.bank.rest.matches import BankMatchRecord
from funds.bank.rest.reconciliation import (
    BreakFigures,
    CertainFigures,
    OpenMovement,
    ReconciliationFigures,
    SuggestionFigures,
)
from funds.bank.selectors import Break, breaks, open_movements, reconcile, suggestions
from funds.bank.services.add_spelling import add_spelling
from funds.bank.services.match_certain import match_certain
from funds.bank.services.match_transactions import match_transactions
from funds.bank.services.open_bank_account import open_bank_account

_MOST = 1000


class BankAccountRecord(Record):
    """An account of the firm at a bank."""

    other_spellings = serializers.ListField(child=serializers.CharField(), help_text="Other ways files name it.")
    is_main = serializers.BooleanField(help_text="The one that clients' money, payouts and costs are booked on.")
    opened_by = Person()

    class Meta:
        model = BankAccount
        fields = (
            "id", "name", "bank", "identifier", "other_spellings", "currency", "is_main", "ledger_code", "opened_at",
            "opened_by",
        )  # fmt: skip


class NewBankAccount(Order):
    """An account at a bank to keep."""

    name = serializers.CharField(max_length=80)
    bank = serializers.CharField(max_length=120, allow_blank=True, default="")
    identifier = serializers.CharField(max_length=50, help_text="IBAN or number, as the bank's files write it.")
    currency = serializers.ChoiceField(sorted(MINOR_UNITS))


class Spelling(Order):
    """The number as a file of the bank writes it."""

    spelling = serializers.CharField(max_length=50)


class Pairing(Order):
    """Bookings of the bank and entries of the ledger that belong together, of equal sums."""

    transactions = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), max_length=_MOST
    )
    entries = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), max_length=_MOST)
    reason = serializers.CharField(max_length=300)


class AsOf(Order):
    """The day that is looked at."""

    as_of = serializers.DateField(required=False, help_text="Today, unless it is said.")


class BankAccounts(Records):
    """The firm's accounts at its banks."""

    kind = "bank"
    permission = "bank.view_bankaccount"
    queryset = BankAccount.objects.select_related("opened_by")
    serializer_class = BankAccountRecord
    filterset_fields = {"currency": ["exact"]}

    @operation(permission="bank.open_bank_account", takes=NewBankAccount)
    def create(self, *, by: User, **given: Any) -> BankAccount:
        """Open one; the first of a currency is the main one."""
        return open_bank_account(by=by, **given)

    @operation(permission="bank.open_bank_account", takes=Spelling)
    def add_spelling(self, account: BankAccount, *, by: User, spelling: str) -> BankAccount:
        """Add another way in which files name it."""
        return add_spelling(account=account, spelling=spelling, by=by)

    @operation(permission="bank.match_transactions", takes=Pairing, gives=BankMatchRecord)
    def match(
        self, account: BankAccount, *, by: User, transactions: list[int], entries: list[int], reason: str
    ) -> Match:
        """Match bookings of the bank with entries of the ledger by hand."""
        return match_transactions(account=account, transactions=transactions, entries=entries, reasons=[reason], by=by)

    @operation(permission="bank.match_transactions", gives=CertainFigures)
    def match_certain(self, account: BankAccount, *, by: User) -> dict[str, list[int]]:
        """Match all that is exact and unambiguous."""
        return {"matches": [one.pk for one in match_certain(account=account, by=by)]}

    @look(gives=ReconciliationFigures, asks=AsOf)
    def reconciliation(self, account: BankAccount, *, by: User, as_of: date | None = None) -> Reconciliation:
        """The reconciliation statement as of a day."""
        return reconcile(account, as_of=min(as_of or clock.today(), clock.today()))

    @look(gives=SuggestionFigures, many=True)
    def suggestions(self, account: BankAccount, *, by: User) -> list[Suggestion]:
        """What probably belongs together, the surest first."""
        return suggestions(account)[:_MOST]

    @look(gives=OpenMovement, many=True)
    def open_movements(self, account: BankAccount, *, by: User) -> list[Movement]:
        """Entries of the ledger that the bank has not seen, the oldest first, up to 1,000."""
        return open_movements(account)[:_MOST]

    @look(gives=BreakFigures, many=True)
    def breaks(self, account: BankAccount, *, by: User) -> list[Break]:
        """Statements that do not tie, and gaps between them."""
        return breaks(account)
