"""The closing of months over the API, and the proofs of the ledger's chain."""

from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from rest_framework import serializers

from accounts.books.forms import EARLIEST
from accounts.books.models import ChainProof, ClosingRun, ClosingStep
from accounts.books.rest.journals import Why
from accounts.books.selectors.months import Month, months
from accounts.books.services.acknowledge_warning import acknowledge_warning
from accounts.books.services.check_again import check_again
from accounts.books.services.close_month import close_month
from accounts.books.services.start_closing import start_closing
from accounts.gateway.rest.fields import MonthField, Person
from accounts.gateway.rest.looks import look
from accounts.gateway.rest.records import Figures, Order, Record
from accounts.gateway.rest.resource import Listed, Records, operation
from accounts.models import User
from fidus.lib import clock


class FindingFigures(Figures):
    """One sentence of what was found; where it is not well, `ok` is false."""

    ok = serializers.BooleanField()
    text = serializers.CharField()


class StepRecord(Record):
    """One line of the checklist."""

    title = serializers.CharField()
    findings = FindingFigures(many=True)
    acknowledged_by = Person()

    class Meta:
        model = ClosingStep
        fields = (
            "position", "title", "state", "started_at", "finished_at", "findings", "acknowledged_by", "reason",
        )  # fmt: skip


class ClosingRecord(Record):
    """One month on its way to being closed; kept also when it is opened again."""

    month = MonthField()
    prepared_by = Person()
    closed_by = Person()
    reopened_by = Person()
    steps = StepRecord(many=True)

    class Meta:
        model = ClosingRun
        fields = (
            "id", "month", "state", "prepared_by", "started_at", "checked_at", "seal", "closed_by", "closed_at",
            "reopened_by", "reopened_at", "reason", "reopening", "steps",
        )  # fmt: skip


class MonthOrder(Order):
    """Which month."""

    month = MonthField(help_text="2026-10")

    def validate_month(self, month: date) -> date:
        if not EARLIEST <= month <= clock.today():
            raise serializers.ValidationError(f"A month from {EARLIEST.year} on that has begun.")
        return month


class Acknowledgement(Why):
    """Which warning is taken into account, and why the month can be closed all the same."""

    position = serializers.IntegerField(min_value=1, max_value=1000, help_text="Of the step.")


class MonthFigures(Figures):
    """A month of the books."""

    month = MonthField(source="first")
    state = serializers.CharField(help_text="That of its closing, else current, due, open, or closed without one.")
    closing = serializers.IntegerField(source="run.pk", default=None, allow_null=True)
    steps = serializers.IntegerField()
    settled = serializers.IntegerField(help_text="Steps of the checklist that are in nobody's way.")


class Closings(Records):
    """Months are checked, then closed by another person than who prepared it."""

    kind = "books"
    permission = "books.view_closingrun"
    queryset = ClosingRun.objects.select_related("prepared_by", "closed_by", "reopened_by").prefetch_related(
        Prefetch("steps", ClosingStep.objects.select_related("acknowledged_by").order_by("position"))
    )
    serializer_class = ClosingRecord
    filterset_fields = {"state": ["exact"], "month": ["exact", "gte", "lte"]}

    @look(gives=MonthFigures, many=True, detail=False)
    def months(self, *, by: User) -> list[Month]:
        """Every month from the first entry's on, the newest first."""
        return months()

    @operation(permission="books.close_books", takes=MonthOrder, expensive=True)
    def create(self, *, by: User, month: date) -> ClosingRun:
        """Start a month's closing; look at it until its checklist is worked off. One that was begun is the answer."""
        return start_closing(month=month, by=by)

    @operation(permission="books.close_books", expensive=True)
    def check_again(self, run: ClosingRun, *, by: User) -> ClosingRun:
        """Work the checklist off anew; whoever asks for it is who prepared the closing."""
        return check_again(run=run, by=by)

    @operation(permission="books.close_books", takes=Acknowledgement)
    def acknowledge(self, run: ClosingRun, *, by: User, position: int, reason: str) -> ClosingRun:
        """Take a warning into account; only who prepared the closing may."""
        step = get_object_or_404(run.steps, position=position)
        acknowledge_warning(step=step, reason=reason, by=by)
        return run

    @operation(permission="books.close_books")
    def close(self, run: ClosingRun, *, by: User) -> ClosingRun:
        """Close the month, as another person than who prepared it; nothing can be booked into it any more."""
        return close_month(run=run, by=by)


class ChainProofRecord(Record):
    """Up to which seal the ledger's chain of hashes was recomputed and held; the next proof begins there."""

    hash = serializers.SerializerMethodField()

    class Meta:
        model = ChainProof
        fields = ("seal", "hash", "entries", "proved_at")

    def get_hash(self, proof: ChainProof) -> str:
        return bytes(proof.hash).hex()


class ChainProofs(Listed):
    """Proofs that the ledger is what was once written, the newest first; each closing adds one."""

    kind = "books"
    permission = "books.view_chainproof"
    queryset = ChainProof.objects.all()
    serializer_class = ChainProofRecord
    filterset_fields: dict[str, Any] = {"seal": ["gte", "lte"], "proved_at": ["gte", "lt"]}
