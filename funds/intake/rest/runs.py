"""Files of clients, investments and movements over the API: brought in, looked at, approved, watched."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from rest_framework import serializers

from accounts.gateway.rest.fields import Person
from accounts.gateway.rest.looks import File, download
from accounts.gateway.rest.records import Order, Record, Upload
from accounts.gateway.rest.resource import Listed, Records, operation
from accounts.models import User
from fidus.lib.spreadsheet import as_csv
from funds.errors import SecondPersonNeeded
from funds.intake.domain.cells import DAY_FIRST, MONTH_FIRST
from funds.intake.domain.layouts import COLUMNS, Kind
from funds.intake.errors import IntakeError
from funds.intake.models import IntakeResult, IntakeRun, IntakeTrial
from funds.intake.selectors import rows_shown
from funds.intake.services.approve_run import approve_run
from funds.intake.services.end_run import end_run
from funds.intake.services.receive_run import receive_run
from funds.intake.services.set_reading import set_reading
from funds.intake.services.start_run import start_run
from funds.intake.services.try_again import try_again

_START, _APPROVE = "intake.start_run", "intake.approve_run"
_HEAD = ("row", "key", "outcome", "text")


class IntakeRunRecord(Record):
    """A file on its way in: how far its rows are tried, and how far they are taken in."""

    headings = serializers.ListField(child=serializers.CharField())
    columns = serializers.DictField(child=serializers.CharField(), help_text="Our column: the file's heading.")
    being_tried = serializers.BooleanField()
    books_money = serializers.BooleanField(help_text="A second person approves it.")
    uploaded_by = Person()
    approved_by = Person()

    class Meta:
        model = IntakeRun
        fields = (
            "id", "kind", "name", "sha256", "state", "whole", "headings", "columns", "day_order", "decimal",
            "books_money", "rows", "tried", "being_tried", "trial_error", "done", "uploaded_by", "uploaded_at",
            "approved_by", "started_at", "finished_at", "reason",
        )  # fmt: skip


class IntakeRowRecord(Record):
    """What came of one row."""

    class Meta:
        model = IntakeResult
        fields = ("run", "row", "key", "outcome", "text")


class IntakeTrialRecord(Record):
    """What one row would do; tried, and taken back."""

    class Meta:
        model = IntakeTrial
        fields = ("run", "row", "key", "outcome", "text")


class NewIntake(Upload):
    """CSV or XLSX with headings; at most 10 MB."""

    kind = serializers.ChoiceField([kind.value for kind in Kind])
    whole = serializers.BooleanField(default=True, help_text="All rows or none; otherwise each for itself.")
    file = serializers.FileField()


class Reading(Order):
    """How the file is read; what is left out of `columns` is not in the file."""

    columns = serializers.DictField(child=serializers.CharField(max_length=200), help_text="Our column: the heading.")
    day_order = serializers.ChoiceField([DAY_FIRST, MONTH_FIRST], allow_blank=True, default="")
    decimal = serializers.ChoiceField([".", ","], allow_blank=True, default="")
    whole = serializers.BooleanField(default=True)


class Refusing(Order):
    """Why it is refused."""

    reason = serializers.CharField(max_length=300)


class IntakeRuns(Records):
    """Runs; whoever brought a file in says how it is read and starts it, movements are approved by another."""

    kind = "intake"
    permission = "intake.view_intakerun"
    queryset = IntakeRun.objects.select_related("uploaded_by", "approved_by")
    serializer_class = IntakeRunRecord
    filterset_fields = {"kind": ["exact"], "state": ["exact"], "uploaded_at": ["gte", "lt"]}

    @operation(permission=_START, takes=NewIntake, expensive=True)
    def create(self, *, by: User, file: UploadedFile, kind: str, whole: bool) -> IntakeRun:
        """Bring a file in; its columns are guessed, and its rows are tried by a worker."""
        return receive_run(content=file.read(), name=file.name or "file", kind=Kind(kind), whole=whole, by=by)

    @operation(permission=_START, takes=Reading, expensive=True)
    def read_as(self, run: IntakeRun, *, by: User, columns: dict[str, str], **ways: Any) -> IntakeRun:
        """Say how it is read; read otherwise, its rows are tried anew."""
        _only_whoever_brought_it(run, by)
        known = [column.name for column in COLUMNS[Kind(run.kind)]]
        if other := sorted((set(columns) - set(known)) | (set(columns.values()) - set(run.headings))):
            raise serializers.ValidationError({"columns": [f"Neither ours nor the file's: {', '.join(other)[:200]}."]})
        return set_reading(run=run, columns={name: columns.get(name, "") for name in known}, **ways)

    @operation(permission=_START, expensive=True)
    def try_again(self, run: IntakeRun, *, by: User) -> IntakeRun:
        """Have its rows tried anew."""
        return try_again(run=run)

    @operation(permission=_START, expensive=True)
    def start(self, run: IntakeRun, *, by: User) -> IntakeRun:
        """Take it in once every row was tried, or hand it to the second person; look at it until it is finished."""
        return start_run(run=run, by=by)

    @operation(permission=_APPROVE, expensive=True)
    def approve(self, run: IntakeRun, *, by: User) -> IntakeRun:
        """Approve movements that somebody else brought in."""
        return approve_run(run=run, by=by)

    @operation(permission=_APPROVE, takes=Refusing)
    def refuse(self, run: IntakeRun, *, by: User, reason: str) -> IntakeRun:
        """Refuse movements that somebody else brought in."""
        if run.uploaded_by_id == by.pk:
            raise SecondPersonNeeded("You brought this file in: discard it, or let another person refuse it.")
        return end_run(run=run, action="refuse", reason=reason, by=by)

    @operation(permission=_START)
    def discard(self, run: IntakeRun, *, by: User) -> IntakeRun:
        """Put a file aside that was not started."""
        _only_whoever_brought_it(run, by)
        return end_run(run=run, action="discard", by=by)

    @operation(permission=_START)
    def cancel(self, run: IntakeRun, *, by: User) -> IntakeRun:
        """Stop it; of a whole run nothing stays, otherwise what is in."""
        if run.uploaded_by_id != by.pk and not by.has_perm(_APPROVE):
            raise IntakeError("Whoever brought the file in stops it, or somebody who approves files.")
        return end_run(run=run, action="cancel", by=by)

    @download(media="text/csv")
    def results(self, run: IntakeRun, *, by: User) -> File:
        """What came of every row, or would; in the order of the file."""
        rows = rows_shown(run).order_by("row").values_list(*_HEAD)
        return File(as_csv(_HEAD, rows), f"results-{run.pk}.csv")


def _only_whoever_brought_it(run: IntakeRun, by: User) -> None:
    if run.uploaded_by_id != by.pk:
        raise IntakeError("Whoever brought the file in does this.")


class IntakeRows(Listed):
    """What came of the rows of files that were taken in."""

    kind = "intake"
    permission = "intake.view_intakerun"
    queryset = IntakeResult.objects.all()
    serializer_class = IntakeRowRecord
    filterset_fields = {"run": ["exact"], "outcome": ["exact"]}


class IntakeTrials(Listed):
    """What the rows of files would do that are looked at."""

    kind = "intake"
    permission = "intake.view_intakerun"
    queryset = IntakeTrial.objects.all()
    serializer_class = IntakeTrialRecord
    filterset_fields = {"run": ["exact"], "outcome": ["exact"]}
