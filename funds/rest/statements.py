"""Statements and their monthly runs over the API."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q
from django_filters.rest_framework import CharFilter
from rest_framework import serializers

from accounts.gateway.rest.fields import Known, MoneyField, MonthField, Person
from accounts.gateway.rest.filters import Narrowing, YesNoFilter
from accounts.gateway.rest.looks import File, download, look
from accounts.gateway.rest.records import Figures, Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import Client, User
from funds.models import Statement, StatementBatch, StatementBatchRow
from funds.selectors.statements import closing_of
from funds.services.ask_for_statement import ask_for_statement
from funds.services.cancel_statement_batch import cancel_statement_batch
from funds.services.download_statement import download_statement
from funds.services.reproduce_statement import Reproduction, reproduce_statement
from funds.services.retry_statement_batch import retry_statement_batch
from funds.services.start_statement_batch import start_statement_batch


class StatementRecord(Record):
    """A client's statement of a month, as issued."""

    client = serializers.CharField(source="client.number")
    month = MonthField()
    closing = serializers.ListField(child=MoneyField(), help_text="Closing values, one a currency.")
    corrects = Known(slug_field="number", read_only=True, allow_null=True)
    replaced_by = Known(slug_field="number", read_only=True, allow_null=True)
    issued_by = Person()

    class Meta:
        model = Statement
        fields = (
            "number", "client", "month", "revision", "closing", "corrects", "correction", "replaced_by", "issued_at",
            "size", "issued_by", "known_at", "figures_sha256", "file_sha256", "layout",
        )  # fmt: skip
        office = ("issued_by", "known_at", "figures_sha256", "file_sha256", "layout")


class NewStatement(Order):
    """Whose statement, of which month."""

    client = Known(queryset=Client.objects.all(), slug_field="number")
    month = MonthField(help_text="2026-10")
    correct = serializers.BooleanField(
        default=False, help_text="Issue a correction if the figures have changed since the statement was issued."
    )


class ReproductionFigures(Figures):
    """What came out when a statement was made again from the ledger as known then."""

    equal = serializers.BooleanField()
    figures_equal = serializers.BooleanField()
    file_equal = serializers.BooleanField()
    same_layout = serializers.BooleanField()
    differences = serializers.ListField(child=serializers.CharField())


class BatchRecord(Record):
    """A month's run of statements, for all clients or for one."""

    client = Known(slug_field="number", read_only=True, allow_null=True)
    month = MonthField()
    started_by = Person()
    ended_by = Person()
    rows = serializers.IntegerField(source="all_rows")
    done = serializers.IntegerField(source="done_rows")
    failed = serializers.IntegerField(source="failed_rows")
    pending = serializers.IntegerField(source="pending_rows")

    class Meta:
        model = StatementBatch
        fields = (
            "id", "month", "client", "correct", "state", "rows", "done", "failed", "pending",
            "started_at", "started_by", "ended_at", "ended_by",
        )  # fmt: skip


class NewBatch(Order):
    """Which month's statements."""

    month = MonthField(help_text="2026-10")


class FailureRecord(Record):
    """A client whose statement could not be issued, and why."""

    client = serializers.CharField(source="client.number")

    class Meta:
        model = StatementBatchRow
        fields = ("client", "reason", "attempts")


class StatementFilter(Narrowing):
    client = CharFilter(field_name="client__number")
    in_force = YesNoFilter(field_name="superseded_by", lookup_expr="isnull")

    class Meta:
        model = Statement
        fields = {"month": ["exact", "gte", "lte"], "issued_at": ["gte", "lt"]}


class BatchFilter(Narrowing):
    client = CharFilter(field_name="client__number")

    class Meta:
        model = StatementBatch
        fields = {"state": ["exact"], "month": ["exact", "gte", "lte"]}


class Statements(Records):
    """Statements, written once and corrected by another."""

    kind = "statements"
    permission = "funds.view_statement"
    queryset = Statement.objects.select_related("client", "corrects", "superseded_by", "issued_by")
    serializer_class = StatementRecord
    lookup_field = "number"
    filterset_class = StatementFilter

    def of_clients(self, rows, clients):
        return rows.filter(client__in=clients)

    def complete(self, rows: Sequence[Statement]) -> None:
        for statement in rows:
            statement.closing = closing_of(statement)

    @operation(permission="funds.issue_statement", takes=NewStatement, gives=BatchRecord, expensive=True)
    def create(self, *, by: User, client: Client, month: date, correct: bool) -> StatementBatch:
        """Ask for a client's statement. A worker typesets it: look at the run, `/statement-batches/ID`, until it is
        finished; its `failures` say why there is none. One that is issued already stands, unless it is corrected."""
        batch = ask_for_statement(client=client, month=month, correct=correct, by=by)
        return StatementBatches.queryset.get(pk=batch.pk)

    @operation(permission="funds.view_statement", gives=ReproductionFigures, expensive=True)
    def reproduce(self, statement: Statement, *, by: User) -> Reproduction:
        """Make it again from the ledger as known then, and compare."""
        return reproduce_statement(statement, by=by)

    @download(media="application/pdf", permission="funds.download_statement", clients_may=True)
    def pdf(self, statement: Statement, *, by: User) -> File:
        """The archived file, unchanged; that it was handed out stands on the trail."""
        return File(download_statement(statement=statement, by=by), f"{statement.number}.pdf")


def _counted(state: str) -> Count:
    return Count("rows", filter=Q(rows__state=state))


class StatementBatches(Records):
    """Runs of statements."""

    kind = "statements"
    permission = "funds.view_statementbatch"
    queryset = StatementBatch.objects.select_related("client", "started_by", "ended_by").annotate(
        all_rows=Count("rows"),
        done_rows=_counted("done"),
        failed_rows=_counted("failed"),
        pending_rows=_counted("pending"),
    )
    serializer_class = BatchRecord
    filterset_class = BatchFilter

    @operation(permission="funds.issue_statement", takes=NewBatch, expensive=True)
    def create(self, *, by: User, month: date) -> StatementBatch:
        """Start the month's run; one that is running already is the answer."""
        return start_statement_batch(month=month, by=by)

    @operation(permission="funds.issue_statement")
    def cancel(self, batch: StatementBatch, *, by: User) -> StatementBatch:
        """Stop it; what is issued stays issued."""
        return cancel_statement_batch(batch=batch, by=by)

    @operation(permission="funds.issue_statement", expensive=True)
    def retry(self, batch: StatementBatch, *, by: User) -> StatementBatch:
        """Try again what failed or was cancelled."""
        return retry_statement_batch(batch=batch, by=by)

    @look(gives=FailureRecord, many=True)
    def failures(self, batch: StatementBatch, *, by: User) -> list[StatementBatchRow]:
        """Clients whose statement could not be issued, the first 200."""
        failed = batch.rows.filter(state="failed").select_related("client").order_by("client__number")
        return list(failed[:200])
