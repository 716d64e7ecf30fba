"""The chain of hashes over the entries, in the order in which they were committed."""

from django.db import models

from accounts.ledger.models.entry import Entry


class Seal(models.Model):
    """One link: hash = SHA-256 of the previous number's hash and the entry's digest (domain/canonical.py)."""

    number = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.DO_NOTHING, db_constraint=False, related_name="seal")
    hash = models.BinaryField()
    epoch = models.IntegerField()

    class Meta:
        db_table = "ledger_seal"
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(self.number)


class Epoch(models.Model):
    """A stretch of time in one database cluster: a restored dump counts its transactions afresh."""

    number = models.IntegerField(primary_key=True)
    system_identifier = models.BigIntegerField()
    began_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_epoch"

    def __str__(self) -> str:
        return str(self.number)
