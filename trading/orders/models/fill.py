"""What was traded for our instructions, as their brokers number it; appended once, never changed."""

from django.db import models
from django.db.models import Q

from trading.models import BrokerAccount
from trading.models.deal import price_field
from trading.orders.models.instruction import Instruction, volume_field


class Fill(models.Model):
    """`at` is the broker's clock, `recorded_at` ours. Money is counted from deals (trading.Deal), never from these.

    `late` came after the instruction had ended; `source` is how it was told: the order's own answer has no number of
    the broker's, and is never kept as a fill.
    """

    account = models.ForeignKey(BrokerAccount, on_delete=models.PROTECT, related_name="fills", db_index=False)
    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="fills")
    number = models.CharField(max_length=64, help_text="The broker's own number of the trade.")
    symbol = models.CharField(max_length=64)
    side = models.CharField(max_length=4, choices=[("buy", "Buy"), ("sell", "Sell")])
    volume = volume_field()
    price = price_field()
    at = models.DateTimeField(help_text="The broker's clock.")
    recorded_at = models.DateTimeField(help_text="Our clock.")
    position = models.CharField(max_length=64, blank=True, help_text="The broker's number of the position.")
    late = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="a_fill_is_booked_once"),
            models.CheckConstraint(condition=Q(volume__gt=0), name="a_fill_is_of_some_volume"),
            models.CheckConstraint(condition=Q(side__in=["buy", "sell"]), name="fill_side_is_known"),
        ]
        indexes = [models.Index(fields=["account", "recorded_at"], name="fills_as_they_came")]

    def __str__(self) -> str:
        return f"Fill {self.number}"
