"""Requests over the API that a closed month be opened again."""

from datetime import date

from rest_framework import serializers

from accounts.books.models import Reopening
from accounts.books.rest.closings import MonthOrder
from accounts.books.rest.journals import Why
from accounts.books.services.ask_to_reopen import ask_to_reopen
from accounts.books.services.refuse_reopening import refuse_reopening
from accounts.books.services.reopen_month import reopen_month
from accounts.books.services.withdraw_reopening import withdraw_reopening
from accounts.gateway.rest.fields import MonthField, Person
from accounts.gateway.rest.records import Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User


class ReopeningRecord(Record):
    """Books are closed without holes, so it speaks of every month from `month` on."""

    month = MonthField()
    opens = serializers.ListField(source="months", child=MonthField(), help_text="Every month that it opens.")
    asked_by = Person()
    decided_by = Person()

    class Meta:
        model = Reopening
        fields = (
            "id", "month", "opens", "until", "reason", "state", "asked_by", "asked_at", "decided_by", "decided_at",
            "refusal",
        )  # fmt: skip


class NewReopening(Why, MonthOrder):
    """Which month is to be opened again, and why."""


class Reopenings(Records):
    """Asked for by one person, approved by another who closed none of these months."""

    kind = "books"
    permission = "books.view_reopening"
    queryset = Reopening.objects.select_related("asked_by", "decided_by")
    serializer_class = ReopeningRecord
    filterset_fields = {"state": ["exact"], "month": ["exact", "gte", "lte"]}

    @operation(permission="books.ask_to_reopen", besides=("books.view_closingrun",), takes=NewReopening)
    def create(self, *, by: User, month: date, reason: str) -> Reopening:
        """Ask for it."""
        return ask_to_reopen(month=month, reason=reason, by=by)

    @operation(permission="books.reopen_books")
    def approve(self, reopening: Reopening, *, by: User) -> Reopening:
        """Open the months again; each has to be checked and closed anew."""
        reopen_month(reopening=reopening, by=by)
        return reopening

    @operation(permission="books.reopen_books", takes=Why)
    def refuse(self, reopening: Reopening, *, by: User, reason: str) -> Reopening:
        """Refuse it; the books stay closed."""
        return refuse_reopening(reopening=reopening, reason=reason, by=by)

    @operation(permission="books.ask_to_reopen")
    def withdraw(self, reopening: Reopening, *, by: User) -> Reopening:
        """Take back what one asked for oneself."""
        return withdraw_reopening(reopening=reopening, by=by)
