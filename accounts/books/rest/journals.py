"""Entries by hand over the API: prepared by one person, posted when another approves."""

from datetime import date
from typing import Any

from rest_framework import serializers

from accounts.books.models import Journal, JournalLine
from accounts.books.services.approve_journal import approve_journal
from accounts.books.services.prepare_journal import Line, prepare_journal, prepare_reversal
from accounts.books.services.refuse_journal import refuse_journal
from accounts.books.services.withdraw_journal import withdraw_journal
from accounts.gateway.rest.fields import MoneyField, Person
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User

READS = ("ledger.view_entry",)
# As the page's form has them.
MOST_LINES = 60


class JournalLineRecord(Record):
    """One leg as it will be posted; debit is above zero, credit below."""

    account = serializers.CharField(source="code")
    amount = MoneyField()

    class Meta:
        model = JournalLine
        fields = ("account", "amount")


class JournalRecord(Record):
    """An entry by hand, or the reversal of an entry, which has no lines of its own."""

    number = serializers.CharField(source="__str__")
    lines = JournalLineRecord(many=True)
    prepared_by = Person()
    decided_by = Person()

    class Meta:
        model = Journal
        fields = (
            "id", "number", "state", "text", "reason", "value_on", "lines", "reverses", "prepared_by", "prepared_at",
            "decided_by", "decided_at", "refusal", "entry",
        )  # fmt: skip


class NewLine(Order):
    """What stands on an account: debit above zero, credit below."""

    account = serializers.CharField(max_length=200, help_text="Its code.")
    amount = MoneyField(positive=False)


class NewJournal(Order):
    """An entry to prepare; its lines add up to nothing in each currency."""

    text = serializers.CharField(max_length=200, help_text="What the entry says, wherever it is listed.")
    reason = serializers.CharField(max_length=1000, help_text="Why it is written by hand, for an auditor.")
    value_on = serializers.DateField(help_text="In an open month, not in the future.")
    lines = NewLine(many=True, min_length=2, max_length=MOST_LINES)


class NewReversal(Order):
    """An entry to take back."""

    entry = serializers.IntegerField(min_value=1, max_value=2**62, help_text="The ledger's entry.")
    reason = serializers.CharField(max_length=1000)
    value_on = serializers.DateField(help_text="Not before the entry's own, and in an open month.")


class Why(Order):
    """Why it is done."""

    reason = serializers.CharField(max_length=1000)


class Journals(Records):
    """Entries by hand: who prepared one does not decide on it."""

    kind = "books"
    permission = "books.view_journal"
    queryset = Journal.objects.select_related("prepared_by", "decided_by").prefetch_related("lines")
    serializer_class = JournalRecord
    filterset_fields = {"state": ["exact"], "value_on": ["gte", "lte"], "reverses": ["exact"], "entry": ["exact"]}

    @operation(permission="books.post_journal", besides=READS, takes=NewJournal)
    def create(self, *, by: User, lines: list[dict[str, Any]], **given: Any) -> Journal:
        """Prepare an entry; what the ledger would refuse is told now."""
        return prepare_journal(lines=[Line(line["account"], line["amount"]) for line in lines], by=by, **given)

    @operation(permission="books.post_journal", besides=READS, takes=NewReversal, detail=False)
    def reverse(self, *, by: User, entry: int, reason: str, value_on: date) -> Journal:
        """Prepare the reversal of an entry; what made the entry does not follow by itself."""
        return prepare_reversal(entry=entry, reason=reason, value_on=value_on, by=by)

    @operation(permission="books.approve_journal", besides=READS)
    def approve(self, journal: Journal, *, by: User) -> Journal:
        """Approve and post it, as another person than who prepared it."""
        return approve_journal(journal=journal, by=by)

    @operation(permission="books.approve_journal", besides=READS, takes=Why)
    def refuse(self, journal: Journal, *, by: User, reason: str) -> Journal:
        """Refuse it; whoever prepared it reads why."""
        return refuse_journal(journal=journal, reason=reason, by=by)

    @operation(permission="books.post_journal", besides=READS)
    def withdraw(self, journal: Journal, *, by: User) -> Journal:
        """Take back what one prepared oneself."""
        return withdraw_journal(journal=journal, by=by)
