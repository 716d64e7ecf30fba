"""A bank's file that somebody brought in; the file itself stays, sealed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from funds.bank.domain.import_states import IMPORTED, RECEIVED, REFUSED, STATES
from funds.bank.models.bank_account import BankAccount


class BankImport(models.Model):
    """`account` is the one chosen at the upload; a file may hold statements of several."""

    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField(help_text="Bytes")
    kept_as = models.CharField(max_length=100, help_text="In the folder of sealed files.")
    state = models.CharField(max_length=10, choices=[(state, state.capitalize()) for state in STATES], default=RECEIVED)
    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="imports")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    finished_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    form = models.CharField(max_length=30, blank=True)
    statements_in_file = models.IntegerField(default=0)
    entries_in_file = models.IntegerField(default=0)
    transactions_added = models.IntegerField(default=0)
    refusal = models.TextField(blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        default_permissions = ("view",)
        permissions = [("import_statement", "Can import a bank's statements")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="bank_import_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[IMPORTED, REFUSED]) | Q(finished_at__isnull=False),
                name="finished_bank_import_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def known_before(self) -> int:
        return self.entries_in_file - self.transactions_added
