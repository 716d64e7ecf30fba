"""Files clients gave us; their content lies encrypted in the vault under `stored_as`."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from compliance.models.case import ChecklistItem


class Document(models.Model):
    """One version of what was provided for one line of the checklist; never changed, never deleted."""

    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="documents")
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120, help_text="As the file was called where it came from.")
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(help_text="Bytes, before encryption.")
    pages = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64, help_text="Of the content before encryption.")
    stored_as = models.CharField(max_length=32, unique=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["item", "-version"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["item", "version"], name="one_document_a_version"),
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="document_has_a_digest"),
            models.CheckConstraint(condition=Q(stored_as__regex="^[0-9a-f]{32}$"), name="document_has_a_random_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"

    @property
    def is_picture(self) -> bool:
        """Whether a browser can show it as a picture (HEIC it mostly cannot)."""
        return self.media_type in {"image/jpeg", "image/png", "image/webp"}
