"""Brokers' reports over the API: brought in, and watched until they are read."""

from django.core.files.uploadedfile import UploadedFile
from rest_framework import serializers

from accounts.gateway.rest.fields import Known, Person
from accounts.gateway.rest.records import Record, Upload
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from trading.errors import ReportRefused
from trading.forms import check_report
from trading.models import BrokerAccount, ReportImport
from trading.rest.amounts import InItsCurrency
from trading.services.receive_report import receive_report


class ReportRecord(Record):
    """A file that was brought in: `received`, `importing`, then `imported` or `refused` with its reason.

    `format` is found in the file; `notes` says line by line what of it was not booked.
    """

    opening_balance = InItsCurrency(allow_null=True, help_text="Where the file prints every balance.")
    closing_balance = InItsCurrency(allow_null=True, help_text="Where the file tells it.")
    already_known = serializers.IntegerField(help_text="Trades and cash operations that were held before.")
    uploaded_by = Person()

    class Meta:
        model = ReportImport
        fields = (
            "id", "name", "format", "sha256", "size", "state", "account", "uploaded_by", "uploaded_at", "finished_at",
            "saved_at", "first_at", "last_at", "opening_balance", "closing_balance", "deals_in_report", "deals_added",
            "cash_operations_added", "already_known", "costs_completed", "orders_added", "positions_added", "notes",
            "refusal", "refused_line",
        )  # fmt: skip


class NewReport(Upload):
    """A report of MetaTrader 5 (HTML, Open XML), a Flex statement (XML) or a Kite tradebook (CSV); at most 200 MB."""

    file = serializers.FileField()
    account = Known(
        queryset=BrokerAccount.objects.filter(disabled_at=None), slug_field="id", required=False,
        help_text="To make sure that the file is of it; without, the account it names, opened if it is new. A tradebook"
        " names none.",
    )  # fmt: skip

    def validate_file(self, file: UploadedFile) -> UploadedFile:
        try:
            check_report(file)
        except ReportRefused as error:
            raise serializers.ValidationError(str(error)) from error
        return file


class Reports(Records):
    """Reports, statements and tradebooks; the file is not kept once it is read, its hash is."""

    kind = "trading"
    permission = "trading.view_reportimport"
    queryset = ReportImport.objects.select_related("account", "uploaded_by")
    serializer_class = ReportRecord
    filterset_fields = {
        "state": ["exact"], "account": ["exact"], "sha256": ["exact"], "uploaded_at": ["gte", "lt"],
    }  # fmt: skip

    @operation(permission="trading.import_report", takes=NewReport, expensive=True)
    def create(self, *, by: User, file: UploadedFile, account: BrokerAccount | None = None) -> ReportImport:
        """Bring a report in; a worker reads it, all of it or nothing. Look at it until it is finished."""
        return receive_report(file=file, name=file.name or "report", account=account, by=by)
