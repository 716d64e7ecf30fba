"""Entries and their legs: written once, by the database function ledger_post, never changed."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.ledger.models.account import Account
from fidus.lib.money import Money

# The references here have no foreign key in the database: statement triggers check those of a whole batch at once,
# which costs far less than a foreign key's trigger for each row, and is as safe because no account or entry can go.


class Entry(models.Model):
    """One balanced entry; `content` is what its key is bound to, (epoch, xid, id) its place in the order of commits."""

    key = models.TextField(db_collation="C")
    kind = models.TextField()
    text = models.TextField(blank=True)
    booked_on = models.DateField()
    value_on = models.DateField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    event = models.BigIntegerField(null=True)
    reverses = models.ForeignKey(
        "self", null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="reversals"
    )
    content = models.BinaryField()
    epoch = models.IntegerField()
    xid = models.BigIntegerField()

    class Meta:
        db_table = "ledger_entry"
        ordering = ["-id"]
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["epoch", "xid", "id"], name="ledger_entry_commit_order"),
        ]
        constraints = [
            # Not unique=True on the field, which would add a second index for LIKE.
            models.UniqueConstraint(fields=["key"], name="ledger_entry_one_per_key"),
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="ledger_entry_reversed_once"
            ),
            # Line breaks separate the parts of the form that is hashed (domain/canonical.py).
            models.CheckConstraint(
                condition=~Q(key="") & ~Q(key__contains="\n") & ~Q(kind="") & ~Q(kind__contains="\n"),
                name="ledger_entry_key_and_kind_are_one_line",
            ),
            models.CheckConstraint(
                condition=Q(value_on__range=(date(1970, 1, 1), date(2999, 12, 31)))
                & Q(booked_on__range=(date(1970, 1, 1), date(2999, 12, 31))),
                name="ledger_entry_dates_are_sane",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Leg(models.Model):
    """One account's part of an entry, in whole minor units: debit positive, credit negative."""

    pk = models.CompositePrimaryKey("entry_id", "position")
    entry = models.ForeignKey(
        Entry, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="legs"
    )
    account = models.ForeignKey(
        Account, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="legs"
    )
    amount = models.BigIntegerField()
    value_on = models.DateField(help_text="The entry's, so that an account's days are found by one index.")
    position = models.SmallIntegerField()
    currency = models.TextField()

    class Meta:
        db_table = "ledger_leg"
        ordering = ["entry_id", "position"]
        indexes = [models.Index(fields=["account", "value_on"], name="ledger_leg_account_and_day")]
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="ledger_leg_is_not_zero")]

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.position}"

    @property
    def money(self) -> Money:
        return Money.from_minor(self.amount, self.currency)
