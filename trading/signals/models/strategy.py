"""Whose signals FIDUS takes, and what becomes of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from trading.brokers.facts import AssetKind
from trading.signals.domain import standard
from trading.signals.domain.strategy_states import StrategyState

LONGEST_VALID = 7 * 24 * 60 * 60


class Environment(models.TextChoices):
    STAGING = standard.Environment.STAGING.value, "Staging"
    PRODUCTION = standard.Environment.PRODUCTION.value, "Production"


class Mode(models.TextChoices):
    AUTOMATIC = "automatic", "Automatic"
    APPROVAL = "approval", "A person releases each order"
    DRY_RUN = "dry run", "Dry run: decided, never sent"


class AssetChoice(models.TextChoices):
    """Kinds of instruments, as brokers' facts have them."""

    FOREX = AssetKind.FOREX.value, "Forex"
    STOCK = AssetKind.STOCK.value, "Stock"
    ETF = AssetKind.ETF.value, "ETF"
    INDEX = AssetKind.INDEX.value, "Index"
    FUTURE = AssetKind.FUTURE.value, "Future"
    OPTION = AssetKind.OPTION.value, "Option"
    COMMODITY = AssetKind.COMMODITY.value, "Commodity"
    CRYPTO = AssetKind.CRYPTO.value, "Crypto"
    BOND = AssetKind.BOND.value, "Bond"
    OTHER = AssetKind.OTHER.value, "Other"


class Strategy(models.Model):
    """One environment for ever: a strategy that goes from staging to production is registered anew.

    `asset` is what its symbols are where a message does not say; `valid_for` seconds a signal waits to be decided.
    """

    Environment, Mode, State = Environment, Mode, StrategyState

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    developer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="strategies")
    environment = models.CharField(max_length=10, choices=Environment)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.APPROVAL)
    asset = models.CharField("kind of instrument", max_length=10, choices=AssetChoice)
    valid_for = models.PositiveIntegerField("seconds a signal is good for", default=60)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value.capitalize()) for s in StrategyState], default=StrategyState.DRAFT
    )
    why = models.CharField("why it stands so", max_length=300, blank=True)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name_plural = "strategies"
        ordering = ["code"]
        default_permissions = ("view",)
        permissions = [
            ("register_strategy", "Register strategies and change how they are traded"),
            ("move_strategy", "Activate, pause and retire strategies"),
            ("open_door", "Open and close the doors of strategies"),
            ("send_signal", "Send signals of strategies of their own"),
            ("oversee_strategies", "See the strategies and signals of every developer"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(StrategyState)), name="strategy_state_is_known"),
            models.CheckConstraint(
                condition=Q(environment__in=Environment.values), name="strategy_environment_is_known"
            ),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="strategy_mode_is_known"),
            models.CheckConstraint(condition=Q(asset__in=AssetChoice.values), name="strategy_asset_is_known"),
            models.CheckConstraint(
                condition=Q(valid_for__gte=1, valid_for__lte=LONGEST_VALID), name="strategy_signals_end"
            ),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z][A-Z0-9-]*$"), name="strategy_code_is_plain"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def subject(self) -> str:
        """What the trail calls it."""
        return f"strategy:{self.code}"
