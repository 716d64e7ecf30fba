"""What strategies hold by the fills of their own orders: kept by the database with each fill, so that nobody has to add
up all that was ever traded."""

from django.db import models

from trading.models import BrokerAccount
from trading.models.deal import price_field
from trading.orders.models.instruction import volume_field
from trading.signals.models import Strategy


class Holding(models.Model):
    """`volume` is signed, long above zero; `price` is the highest that was paid. Only a trigger writes."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="holdings")
    account = models.ForeignKey(BrokerAccount, on_delete=models.PROTECT, related_name="holdings")
    symbol = models.CharField(max_length=64, help_text="As the broker writes it.")
    our_symbol = models.CharField(max_length=64)
    position = models.CharField(max_length=64, blank=True, help_text="The broker's number of the position.")
    volume = volume_field()
    price = price_field()

    class Meta:
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["account", "strategy", "symbol", "our_symbol", "position"], name="a_holding_is_counted_once"
            ),
        ]
        indexes = [models.Index(fields=["account"], condition=~models.Q(volume=0), name="holdings_that_are_some")]

    def __str__(self) -> str:
        return f"{self.volume:f} {self.symbol}"
