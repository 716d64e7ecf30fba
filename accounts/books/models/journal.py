"""Entries written by hand: prepared by one person, posted when a second one approves."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.books.domain.journal_states import JournalState
from fidus.lib.money import Money

_PERSON: dict[str, Any] = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "related_name": "+"}
_POSTED = JournalState.POSTED.value


class Journal(models.Model):
    """An entry by hand, or the reversal of an entry (`reverses`, then it has no lines of its own)."""

    state = models.CharField(max_length=10, choices=[(state.value, state.value.capitalize()) for state in JournalState])
    text = models.CharField(max_length=200, help_text="What the entry will say.")
    reason = models.TextField(help_text="Why it is written by hand.")
    value_on = models.DateField()
    reverses = models.BigIntegerField(null=True, blank=True, help_text="The ledger's entry that it reverses.")
    prepared_by = models.ForeignKey(**_PERSON)
    prepared_at = models.DateTimeField()
    decided_by = models.ForeignKey(null=True, blank=True, **_PERSON)
    decided_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(blank=True)
    entry = models.BigIntegerField(null=True, blank=True, unique=True, help_text="The ledger's entry, once posted.")

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("view",)
        permissions = [
            ("post_journal", "Can prepare journals"),
            ("approve_journal", "Can approve and refuse journals"),
        ]
        indexes = [models.Index(fields=["state"], name="journal_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in JournalState]), name="journal_state_is_known"
            ),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(text=""), name="journal_says_what_and_why"),
            models.CheckConstraint(
                condition=Q(state=_POSTED, entry__isnull=False, decided_by__isnull=False)
                | (~Q(state=_POSTED) & Q(entry__isnull=True)),
                name="journal_posted_has_its_entry",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[_POSTED, JournalState.REFUSED.value]) | ~Q(decided_by=F("prepared_by")),
                name="journal_decided_by_a_second_person",
            ),
            models.UniqueConstraint(
                fields=["reverses"],
                condition=Q(reverses__isnull=False, state__in=[JournalState.PREPARED.value, _POSTED]),
                name="journal_reverses_once",
            ),
        ]

    def __str__(self) -> str:
        return f"JRN-{self.pk:04}" if self.pk else "a journal"


class JournalLine(models.Model):
    """One leg as it will be posted: debit positive, credit negative, in minor units."""

    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    account = models.BigIntegerField(help_text="The ledger's account.")
    code = models.TextField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()

    class Meta:
        ordering = ["journal", "position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["journal", "position"], name="journal_line_has_its_place"),
            models.CheckConstraint(condition=~Q(amount_minor=0), name="journal_line_is_not_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.amount}"

    @property
    def amount(self) -> Money:
        return Money.from_minor(self.amount_minor, self.currency)
