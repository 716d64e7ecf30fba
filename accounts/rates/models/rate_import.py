"""Files of rates that were taken in, by a person or by the feed."""

from django.conf import settings
from django.db import models

from accounts.rates.domain.ecb_files import Layout


class RateImport(models.Model):
    """One file and what it brought; the file itself is not kept, its hash is. Appended once, never changed."""

    name = models.CharField(max_length=255)
    source = models.CharField(max_length=40, help_text="Who says these rates, as it stands beside every figure.")
    layout = models.CharField(max_length=12, choices=[(one.value, one.value.capitalize()) for one in Layout])
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField(help_text="Bytes")
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    brought_at = models.DateTimeField()
    first_on = models.DateField()
    last_on = models.DateField()
    days = models.IntegerField()
    rates_in_file = models.IntegerField()
    rates_added = models.IntegerField()
    contradicting = models.IntegerField(help_text="Rates that differ from those held; none of them was taken.")

    class Meta:
        ordering = ["-brought_at", "-id"]
        default_permissions = ("view",)
        verbose_name = "import of rates"
        verbose_name_plural = "imports of rates"
        permissions = [("import_rates", "Can import exchange rates")]

    def __str__(self) -> str:
        return self.name
