"""What an account's own sender has told us last, so that nothing is taken twice and a gap is seen."""

from django.db import models

from trading.models import BrokerAccount


class PushSource(models.Model):
    """The newest message that was taken in: `number` of `boot`; its row's lock is the turn to take in the next."""

    account = models.OneToOneField(
        BrokerAccount, on_delete=models.PROTECT, primary_key=True, related_name="push_source"
    )
    gateway = models.BigIntegerField(help_text="Number of the broker gateway it came by.")
    source = models.CharField(max_length=120)
    boot = models.CharField(max_length=64)
    number = models.BigIntegerField()
    received_at = models.DateTimeField()
    observed_at = models.DateTimeField(help_text="By the sender's clock.")
    whole_at = models.DateTimeField(help_text="When everything was last told, not only what changed.")
    taken = models.BigIntegerField(default=0)
    # The door's and the taker's: the one asks for everything until it is told, the other waits until it is written.
    wants_whole = models.BooleanField(default=False, help_text="Something was not kept: only a snapshot is taken in.")
    broken = models.BooleanField(default=False, help_text="What stands is older, until a snapshot is written.")
    missed = models.BigIntegerField(default=0, help_text="Messages that did not follow, and were answered 409.")

    class Meta:
        default_permissions = ("view",)
        ordering = ["account"]

    def __str__(self) -> str:
        return f"Push of {self.account}"
