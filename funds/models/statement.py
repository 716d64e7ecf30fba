"""Statements as issued: written once, never changed (the application's role may only append), corrected by another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Client

_HASH = r"^[0-9a-f]{64}$"


class Statement(models.Model):
    """One client's statement of one month; its file lies encrypted under `file`, its figures stand here as hashed."""

    number = models.CharField(max_length=32, unique=True, help_text="2026-10-100417; a correction ends in -2, -3 ...")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="statements")
    month = models.DateField(help_text="The first day of the month.")
    revision = models.PositiveSmallIntegerField(default=1)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    correction = models.TextField(blank=True, help_text="What changed, as the client reads it.")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    known_at = models.BigIntegerField(help_text="Seal number of the newest ledger entry that was known.")
    figures = models.TextField(help_text="Canonical form of the figures.")
    figures_sha256 = models.CharField(max_length=64)
    file = models.CharField(max_length=120, unique=True)
    file_sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="Of the PDF, in bytes.")
    layout = models.CharField(max_length=16, help_text="Changes when templates, sheet, typeface or engine change.")

    class Meta:
        ordering = ["-month", "client__number", "-revision"]
        default_permissions = ("view",)
        permissions = [
            ("issue_statement", "Can issue and correct statements"),
            ("download_statement", "Can download clients' statements"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "month", "revision"], name="one_statement_per_month_and_revision"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="statement_month_is_a_first_day"),
            models.CheckConstraint(
                condition=Q(revision=1, corrects__isnull=True)
                | Q(revision__gt=1, corrects__isnull=False) & ~Q(correction=""),
                name="statement_correction_names_what_it_corrects",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(corrects=F("id")), name="statement_corrects_another"
            ),
            models.CheckConstraint(
                condition=Q(figures_sha256__regex=_HASH, file_sha256__regex=_HASH), name="statement_hashes_are_sha256"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def replaced_by(self) -> "Statement | None":
        """The correction that replaced it, if one did."""
        return getattr(self, "superseded_by", None)
