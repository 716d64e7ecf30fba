"""What a broker tells of carries the broker's number of it: MetaTrader counts, others make names."""

from django.db import models

# A thing is known by its ticket or by its broker's name of it, never by both.
ONE_NUMBER = models.Q(ticket__isnull=False, external_id__isnull=True) | models.Q(
    ticket__isnull=True, external_id__isnull=False
)


class Numbered(models.Model):
    ticket = models.BigIntegerField(null=True, blank=True, help_text="MetaTrader's number of it.")
    external_id = models.CharField(  # noqa: DJ001 - none is not an empty name, of which there could be one alone
        max_length=64, null=True, blank=True, help_text="Another broker's name of it."
    )

    class Meta:
        abstract = True

    @property
    def number(self) -> str:
        return str(self.ticket) if self.ticket is not None else self.external_id or ""
