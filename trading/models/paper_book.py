"""The books of a paper account: where it stands, and all that ever happened in it. We are its broker here.

What the firm holds of the account (Deal, CashOperation, ...) comes through the adapter, as from any other broker.
"""

from django.db import models

from trading.domain.paper.written import KINDS
from trading.models.broker_account import BrokerAccount


class PaperBook(models.Model):
    """The state after all events; whoever writes holds this row's lock."""

    account = models.OneToOneField(BrokerAccount, on_delete=models.PROTECT, related_name="paper_book")
    state = models.JSONField(help_text="As trading/domain/paper/written.py writes it.")
    version = models.BigIntegerField(default=1, help_text="One more each time it is kept.")
    events_kept = models.BigIntegerField(help_text="The number of the newest event.")

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(version__gt=0, events_kept__gt=0), name="paper_book_counts_from_one"
            )
        ]

    def __str__(self) -> str:
        return f"Paper book of {self.account}"


class PaperEvent(models.Model):
    """Something that happened in a paper account; appended once, never changed. `number` counts without gaps."""

    book = models.ForeignKey(PaperBook, on_delete=models.PROTECT, related_name="events")
    number = models.BigIntegerField()
    at = models.DateTimeField(help_text="The book's time.")
    kind = models.CharField(max_length=10, choices=[(kind, kind.capitalize()) for kind in KINDS])
    order = models.CharField(max_length=20, blank=True, help_text="The number of the order it is about.")
    reference = models.CharField(max_length=40, blank=True, help_text="The reference that an accepted order takes.")
    data = models.JSONField(help_text="As trading/domain/paper/written.py writes it.")

    class Meta:
        default_permissions = ()
        ordering = ["book", "number"]
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="one_paper_event_per_number"),
            models.UniqueConstraint(
                fields=["book", "reference"], condition=~models.Q(reference=""), name="one_paper_order_per_reference"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="paper_event_kind_is_known"),
            models.CheckConstraint(
                condition=models.Q(reference="") | models.Q(kind="accepted"),
                name="only_accepted_orders_take_references",
            ),
        ]
        indexes = [
            models.Index(fields=["book", "order", "number"], condition=~models.Q(order=""), name="paper_order_events"),
            models.Index(
                fields=["book", "kind", "at"],
                condition=models.Q(kind__in=["filled", "moved"]),
                name="paper_trades_and_cash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
