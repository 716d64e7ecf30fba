"""The bank's files over the API, and what they state."""

from django.core.files.uploadedfile import UploadedFile
from rest_framework import serializers

from accounts.gateway.rest.fields import Known, MoneyField, Person
from accounts.gateway.rest.looks import look
from accounts.gateway.rest.records import Order, Record, Upload
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from funds.bank.domain.csv_mapping import CsvMapping
from funds.bank.errors import FileRefused
from funds.bank.models import BankAccount, BankImport, BankStatement
from funds.bank.reading import content_of, guess_layout, is_csv, layout_for
from funds.bank.rest.layouts import CsvLayoutFigures, CsvLayoutOrder
from funds.bank.services.discard_file import discard_file
from funds.bank.services.import_received_file import import_received_file
from funds.bank.services.receive_file import receive_file


class BankImportRecord(Record):
    """A bank's file that was brought in; it counts once it was taken in."""

    uploaded_by = Person()
    finished_by = Person()
    known_before = serializers.IntegerField(help_text="Bookings that were held already.")

    class Meta:
        model = BankImport
        fields = (
            "id", "name", "sha256", "size", "state", "account", "form", "statements_in_file", "entries_in_file",
            "transactions_added", "known_before", "refusal", "uploaded_by", "uploaded_at", "finished_by", "finished_at",
        )  # fmt: skip


class NewBankFile(Upload):
    """CAMT.053, 052 or 054, MT940 or MT942, or CSV; at most 20 MB."""

    file = serializers.FileField()
    account = Known(
        queryset=BankAccount.objects.all(), slug_field="id", required=False, help_text="A CSV does not say it: name it."
    )


class TakingIn(Order):
    """How a CSV is read; null: as this account's were read before."""

    layout = CsvLayoutOrder(allow_null=True, default=None)


class BankStatementRecord(Record):
    """One statement, report or notice of a bank."""

    opening = MoneyField(allow_null=True)
    closing = MoneyField(allow_null=True)
    tie_difference = MoneyField(allow_null=True)

    class Meta:
        model = BankStatement
        fields = (
            "id", "account", "brought_by", "kind", "form", "reference", "number", "page", "start_on", "end_on",
            "opening", "opening_on", "closing", "closing_on", "tie", "tie_difference", "tie_reason", "entries",
            "entries_added",
        )  # fmt: skip


class BankImports(Records):
    """Files that were brought in."""

    kind = "bank"
    permission = "bank.view_bankimport"
    queryset = BankImport.objects.select_related("uploaded_by", "finished_by")
    serializer_class = BankImportRecord
    filterset_fields = {"state": ["exact"], "account": ["exact"], "uploaded_at": ["gte", "lt"]}

    @operation(permission="bank.import_statement", takes=NewBankFile)
    def create(self, *, by: User, file: UploadedFile, account: BankAccount | None = None) -> BankImport:
        """Bring a file in; it waits to be taken in."""
        return receive_file(content=file.read(), name=file.name or "file", account=account, by=by)

    @operation(permission="bank.import_statement", takes=TakingIn, expensive=True)
    def take_in(self, brought: BankImport, *, by: User, layout: CsvMapping | None) -> BankImport:
        """Take its statements in; a file that cannot be read becomes refused, and says why."""
        if layout is None and brought.account is not None and is_csv(content_of(brought)):
            layout = layout_for(brought)
            if layout is None:
                raise FileRefused("No CSV of this account has these columns yet: send the layout with it.")
        return import_received_file(brought=brought, mapping=layout, by=by)

    @operation(permission="bank.import_statement")
    def discard(self, brought: BankImport, *, by: User) -> BankImport:
        """Put it aside; nothing is taken in."""
        return discard_file(brought=brought, by=by)

    @look(gives=CsvLayoutFigures)
    def layout(self, brought: BankImport, *, by: User) -> CsvMapping:
        """How this CSV would be read, as before or guessed."""
        if not is_csv(content_of(brought)):
            raise FileRefused("This file is no CSV: it says itself how it is read.")
        return layout_for(brought) or guess_layout(content_of(brought))


class BankStatements(Records):
    """What banks stated."""

    kind = "bank"
    permission = "bank.view_bankstatement"
    queryset = BankStatement.objects.select_related("account")
    serializer_class = BankStatementRecord
    filterset_fields = {
        "account": ["exact"], "kind": ["exact"], "tie": ["exact"], "end_on": ["gte", "lte"], "brought_by": ["exact"],
    }  # fmt: skip
