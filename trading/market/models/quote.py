"""Prices as they come: the newest of each instrument, and every one of the last days."""

from django.db import models

from trading.market.models.instrument import Instrument, price, size


class QuoteSource(models.TextChoices):
    BROKER = "broker", "Broker"
    SIMULATED = "simulated", "Simulated"


class Quote(models.Model):
    """The newest prices of an instrument; an older one never takes a newer one's place."""

    instrument = models.OneToOneField(Instrument, on_delete=models.PROTECT, primary_key=True, related_name="quote")
    at = models.DateTimeField(help_text="The broker's clock.")
    bid, ask, last = price(), price(), price()
    bid_size, ask_size = size(), size()
    delayed = models.BooleanField(default=False, help_text="Not the market's of now.")
    source = models.CharField(max_length=10, choices=QuoteSource)
    received_at = models.DateTimeField(help_text="Our clock.")

    class Meta:
        default_permissions = ("view",)
        ordering = ["instrument"]
        constraints = [
            models.CheckConstraint(condition=models.Q(source__in=QuoteSource.values), name="quote_source_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.instrument}: {self.bid} / {self.ask}"


class Tick(models.Model):
    """A price at a moment; a table in parts by UTC day, so that old days leave at once (migration 0002)."""

    pk = models.CompositePrimaryKey("instrument", "at")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, db_constraint=False, related_name="ticks")
    at = models.DateTimeField(help_text="The broker's clock.")
    bid, ask, last = price(), price(), price()
    received_at = models.DateTimeField(help_text="Our clock.")

    class Meta:
        default_permissions = ()
        ordering = ["instrument", "at"]
        indexes = [models.Index(fields=["received_at"], name="ticks_as_they_came")]

    def __str__(self) -> str:
        return f"{self.instrument_id} at {self.at}"
