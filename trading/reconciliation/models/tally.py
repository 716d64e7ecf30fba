"""What deals come to, as far as they were counted: so that a minute's comparison adds what came since."""

from django.db import models

from trading.models import BrokerAccount
from trading.reconciliation.models.broken import figure


class Tally(models.Model):
    """Of one account's deals in one symbol with numbers up to `through`, which all rows share; made anew each night."""

    account = models.ForeignKey(BrokerAccount, on_delete=models.PROTECT, related_name="+")
    symbol = models.CharField(max_length=64)
    result = figure(help_text="Profit, swap, commission and fee.")
    volume = figure(help_text="Bought less sold.")
    through = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["account", "symbol"], name="one_tally_per_account_and_symbol")]

    def __str__(self) -> str:
        return f"{self.symbol} of {self.account_id}"
