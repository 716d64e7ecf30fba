"""That both sides were compared, and what came of it."""

from django.db import models


class Comparison(models.Model):
    """One look over all accounts; kept for a month, so that a gap in looking is seen."""

    at = models.DateTimeField()
    whole = models.BooleanField(help_text="The night's, of everything.")
    accounts = models.IntegerField(help_text="That had something to compare.")
    differing = models.IntegerField(help_text="Figures that did not agree, accepted ones with them.")
    opened = models.IntegerField(default=0)
    cleared = models.IntegerField(default=0)
    newest_deal = models.BigIntegerField(default=0, help_text="The highest number of a deal that was there.")
    milliseconds = models.IntegerField()

    class Meta:
        ordering = ["-at", "-id"]
        default_permissions = ()
        indexes = [models.Index(fields=["-at"], name="comparisons_newest_first")]

    def __str__(self) -> str:
        return f"{self.accounts} accounts at {self.at:%-d %b %Y %H:%M:%S}"
