"""The firm's accounts at its banks, each with its account in the ledger."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class BankAccount(models.Model):
    """One account at a bank; identifier, currency and ledger account never change."""

    name = models.CharField(max_length=80, unique=True, help_text="As people of the firm call it.")
    bank = models.CharField(max_length=120, blank=True)
    identifier = models.CharField(max_length=50, help_text="IBAN, or the number that the bank's files write.")
    other_spellings = models.JSONField(default=list, blank=True)
    currency = models.CharField(max_length=3)
    ledger_code = models.CharField(max_length=120, unique=True)
    ledger_account = models.BigIntegerField(unique=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["currency", "ledger_code"]
        default_permissions = ("view",)
        permissions = [("open_bank_account", "Can open a bank account of the firm")]
        constraints = [
            models.UniqueConstraint(fields=["identifier", "currency"], name="one_bank_account_per_identifier"),
            models.CheckConstraint(condition=~Q(identifier=""), name="bank_account_has_identifier"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.currency}"

    @property
    def is_main(self) -> bool:
        """The one that clients' money, payouts and costs are booked on."""
        return self.ledger_code == f"Assets:Bank:{self.currency}"


class CsvLayout(models.Model):
    """How a bank writes its CSV, confirmed by a person; the newest counts."""

    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="layouts")
    mapping = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"CSV of {self.account}"
