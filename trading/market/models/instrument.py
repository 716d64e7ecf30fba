"""What can be traded at a broker, under the broker's own name for it, and under ours."""

from django.db import models

from accounts.models import User
from trading.brokers.facts import AssetKind, OptionRight
from trading.market.domain.mapping_states import MappingState
from trading.models import Platform


def price(*, null: bool = True) -> models.DecimalField:
    """A price in the instrument's currency."""
    return models.DecimalField(max_digits=24, decimal_places=10, null=null, blank=null)


def size(*, null: bool = True) -> models.DecimalField:
    """A volume in the instrument's units of trade."""
    return models.DecimalField(max_digits=24, decimal_places=8, null=null, blank=null)


class Instrument(models.Model):
    """One symbol of one server of a platform, with the facts that its broker tells (trading.brokers.facts)."""

    platform = models.CharField(max_length=10, choices=Platform)
    server = models.CharField(max_length=120)
    symbol = models.CharField(max_length=64, help_text="As the broker writes it.")
    broker_id = models.CharField(max_length=64, blank=True, help_text="The broker's own number.")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value.capitalize()) for kind in AssetKind])
    name = models.CharField(max_length=200, blank=True)
    currency = models.CharField(max_length=10, help_text="Prices are in it.")
    exchange = models.CharField(max_length=40, blank=True)
    underlying = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    strike = price()
    right = models.CharField(max_length=4, blank=True, choices=[(one.value, one.value) for one in OptionRight])
    tick_size = models.DecimalField(max_digits=24, decimal_places=10)
    volume_step, volume_min, volume_max = size(null=False), size(null=False), size()
    multiplier = models.DecimalField(max_digits=24, decimal_places=8, help_text="Units of the underlying in one.")
    may_trade = models.BooleanField(default=True)
    calendar = models.CharField(
        max_length=20, blank=True, help_text="When it trades: FX, 24/7, or an exchange by its code (XNYS)."
    )
    added_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="When the broker told these facts last.")

    class Meta:
        default_permissions = ("view",)
        permissions = [("set_calendar", "Say when an instrument trades")]
        ordering = ["platform", "server", "symbol"]
        constraints = [
            models.UniqueConstraint(fields=["platform", "server", "symbol"], name="one_instrument_per_symbol"),
            models.CheckConstraint(
                condition=models.Q(tick_size__gt=0, volume_step__gt=0, multiplier__gt=0),
                name="an_instruments_steps_are_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.symbol} ({self.server})"


class SymbolMapping(models.Model):
    """Which of our symbols an instrument is: suggested by its name, approved by a person."""

    instrument = models.OneToOneField(Instrument, on_delete=models.PROTECT, related_name="mapping")
    symbol = models.CharField(max_length=64, db_index=True, help_text="Ours: the same at every broker.")
    state = models.CharField(max_length=10, choices=[(state.value, state.value.capitalize()) for state in MappingState])
    suggested_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ("view",)
        permissions = [("decide_mapping", "Approve and refuse which of our symbols an instrument is")]
        ordering = ["symbol", "instrument"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in MappingState]), name="mapping_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="suggested", decided_at=None, decided_by=None)
                | (~models.Q(state="suggested") & models.Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="a_mapping_is_decided_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} is {self.symbol}"
