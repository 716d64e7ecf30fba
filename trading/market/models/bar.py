"""Prices gathered by minute, five minutes, hour and UTC day."""

from django.db import models

from accounts.models import User
from trading.market.models.instrument import Instrument, price, size


class Span(models.TextChoices):
    MINUTE = "1m", "1 minute"
    FIVE_MINUTES = "5m", "5 minutes"
    HOUR = "1h", "1 hour"
    DAY = "1d", "1 day"


class Bar(models.Model):
    """Open, high, low and close of a span that begins at `opens_at`; of quotes the middle of bid and ask.

    A table in parts: each span its own, minutes by month (migration 0002).
    """

    pk = models.CompositePrimaryKey("instrument", "span", "opens_at")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, db_constraint=False, related_name="bars")
    span = models.CharField(max_length=2, choices=Span)
    opens_at = models.DateTimeField()
    open, high, low, close = (price(null=False) for _ in range(4))
    volume = size()
    ticks = models.IntegerField(default=0, help_text="How many quotes it was made of.")
    imported = models.BooleanField(default=False, help_text="From a file; quotes never change it.")

    class Meta:
        default_permissions = ("view",)
        ordering = ["instrument", "span", "-opens_at"]

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.span} {self.opens_at}"


class BarImport(models.Model):
    """A file of bars that was taken in whole."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="bar_imports")
    span = models.CharField(max_length=2, choices=Span)
    file = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    bars = models.IntegerField()
    first_at, last_at = models.DateTimeField(), models.DateTimeField()
    imported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    class Meta:
        default_permissions = ("view",)
        permissions = [("import_bars", "Take in files of bars")]
        ordering = ["-imported_at"]

    def __str__(self) -> str:
        return f"{self.file} of {self.instrument}"


class RollUp(models.Model):
    """How far ticks have been gathered into bars, by our clock; one row."""

    until = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_roll_up")]

    def __str__(self) -> str:
        return f"until {self.until}"
