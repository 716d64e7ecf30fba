"""What of the books waits for a second person."""

from django.urls import reverse

from accounts.books.domain.closing_states import ClosingState
from accounts.books.domain.journal_states import JournalState
from accounts.books.domain.reopening_states import ReopeningState
from accounts.books.models import ClosingRun, Journal, Reopening
from accounts.models import User
from fidus.lib.approval import Approval
from fidus.lib.money import total


def journals_waiting(reader: User) -> list[Approval]:
    """Journals this reader may approve, the oldest first: not those they prepared."""
    if not reader.has_perms(["books.approve_journal", "books.view_journal", "ledger.view_entry"]):
        return []
    waiting = Journal.objects.filter(state=JournalState.PREPARED.value).exclude(prepared_by=reader)
    waiting = waiting.select_related("prepared_by").prefetch_related("lines").order_by("pk")
    return [
        Approval(
            what="Reversal by hand" if journal.reverses else "Journal by hand",
            about=journal.text,
            url=reverse("admin:books_journal_approve", args=[journal.pk]),
            asked_by=str(journal.prepared_by),
            since=journal.prepared_at,
            amount=_amount(journal),
        )
        for journal in waiting
    ]


def _amount(journal: Journal):  # type: ignore[no-untyped-def]
    """The debits, where they are of one currency."""
    debits = [line.amount for line in journal.lines.all() if line.amount_minor > 0]
    currencies = {amount.currency for amount in debits}
    return total(debits, currencies.pop()) if len(currencies) == 1 else None


def months_waiting(reader: User) -> list[Approval]:
    """Months whose checklist is done and that this reader may close: not those they prepared."""
    if not reader.has_perms(["books.close_books", "books.view_closingrun"]):
        return []
    ready = ClosingRun.objects.filter(state=ClosingState.READY.value).exclude(prepared_by=reader)
    return [
        Approval(
            what="Closing of a month",
            about=str(run),
            url=reverse("admin:books_closingrun_close", args=[run.pk]),
            asked_by=str(run.prepared_by),
            since=run.checked_at,
        )
        for run in ready.select_related("prepared_by").order_by("month")
    ]


def reopenings_waiting(reader: User) -> list[Approval]:
    """Months that somebody asked to have opened again: not those this reader asked for, or closed one of."""
    if not reader.has_perms(["books.reopen_books", "books.view_reopening"]):
        return []
    asked = Reopening.objects.filter(state=ReopeningState.ASKED.value).exclude(asked_by=reader)
    own = ClosingRun.objects.filter(state=ClosingState.CLOSED.value, closed_by=reader)
    newest = own.order_by("-month").values_list("month", flat=True).first()
    return [
        Approval(
            what="Opening of a closed month",
            about=f"{one}: {one.reason}",
            url=reverse("admin:books_reopening_approve", args=[one.pk]),
            asked_by=str(one.asked_by),
            since=one.asked_at,
        )
        for one in asked.select_related("asked_by").order_by("asked_at")
        if newest is None or newest < one.month
    ]
