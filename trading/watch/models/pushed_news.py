"""What was pushed and is not written yet: the inbox between the door and the watch."""

from django.db import models
from django.db.models import Q

from trading.models import BrokerAccount


class NewsKind(models.TextChoices):
    SNAPSHOT = "snapshot", "Snapshot"
    DELTA = "delta", "Delta"


class PushedNews(models.Model):
    """One message, whose signature and place in its account's row were judged before it was kept; answered 204.

    Its oldest row is an account's turn: whoever holds its lock takes the account's messages, in the order of `id`.
    What cannot be kept is put aside with the reason; everything else leaves as soon as it is taken.
    """

    # The statement that adds a row has found the account, accounts are never deleted; locking one each time is dear.
    account = models.ForeignKey(
        BrokerAccount, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="pushed_news"
    )
    gateway = models.BigIntegerField(help_text="Number of the broker gateway it came by.")
    boot = models.CharField(max_length=64)
    number = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=NewsKind)
    received_at = models.DateTimeField(help_text="Our clock.")
    observed_at = models.DateTimeField(help_text="By the sender's clock.")
    size = models.IntegerField(help_text="Bytes.")
    # Text and not jsonb, which takes no zero sign in a comment, and would be read a third time.
    body = models.TextField(help_text="As it was signed.")
    put_aside_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="Why it could not be kept.")

    class Meta:
        default_permissions = ("view",)
        permissions = [("settle_news", "Take pushed news again that were put aside, or discard them")]
        verbose_name_plural = "pushed news"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NewsKind.values), name="news_are_of_a_kind"),
            models.CheckConstraint(
                condition=Q(put_aside_at__isnull=True, reason="") | (Q(put_aside_at__isnull=False) & ~Q(reason="")),
                name="what_is_put_aside_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "id"], condition=Q(put_aside_at=None), name="news_to_be_taken"),
            models.Index(fields=["account", "put_aside_at"], condition=~Q(put_aside_at=None), name="news_put_aside"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} of {self.account_id}"
