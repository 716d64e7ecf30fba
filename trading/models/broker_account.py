"""An account the firm trades on, at one broker."""

from django.db import models


class Platform(models.TextChoices):
    """What the account is traded through; each has an adapter in trading/brokers."""

    MT5 = "mt5", "MetaTrader 5"
    IB = "ib", "Interactive Brokers"
    KITE = "kite", "Zerodha Kite"
    ALPACA = "alpaca", "Alpaca"
    PAPER = "paper", "Paper"


class Environment(models.TextChoices):
    LIVE = "live", "Live"
    DEMO = "demo", "Demo"
    CONTEST = "contest", "Contest"
    PAPER = "paper", "Paper"


class Source(models.TextChoices):
    """Where the account's figures come from; every screen that shows one says so."""

    IMPORTED = "imported", "Imported"
    SIMULATED = "simulated", "Simulated"
    LIVE = "live", "Live"


class MarginMode(models.TextChoices):
    HEDGE = "hedge", "Hedging"
    NETTING = "netting", "Netting"
    EXCHANGE = "exchange", "Exchange"


class BrokerAccount(models.Model):
    """One login on one server; `server` says whose logins they are: MetaTrader's server, or the broker's name.

    The coverage fields say which unbroken stretch of its history is held: all deals from `first_at` to `last_at`, on
    MetaTrader from `first_ticket` to `last_ticket`; before the first the balance was `opening_balance`,
    after the last it is `closing_balance`. Times are server time held as if it were UTC (docs/adr/0007-server-time.md).
    """

    broker = models.CharField(max_length=120)
    server = models.CharField(max_length=120)
    login = models.CharField(max_length=40, help_text="As the broker writes it: a number, or U1234567.")
    currency = models.CharField(max_length=3)
    currency_digits = models.SmallIntegerField()
    name = models.CharField(max_length=200, blank=True)
    company = models.CharField(max_length=200, blank=True)
    platform = models.CharField(max_length=10, choices=Platform, default=Platform.MT5)
    environment = models.CharField(max_length=10, choices=Environment)
    margin_mode = models.CharField(max_length=10, choices=MarginMode, default=MarginMode.HEDGE)
    source = models.CharField(max_length=10, choices=Source, default=Source.IMPORTED)
    opened_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True, blank=True)

    first_ticket = models.BigIntegerField(null=True, blank=True)
    first_at = models.DateTimeField(null=True, blank=True)
    opening_balance = models.DecimalField(max_digits=20, decimal_places=3, null=True, blank=True)
    last_ticket = models.BigIntegerField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    closing_balance = models.DecimalField(max_digits=20, decimal_places=3, null=True, blank=True)
    snapshot_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Server time of the newest report: open positions and working orders are of it.",
    )

    class Meta:
        default_permissions = ("view",)
        permissions = [
            ("open_account", "Open a broker account by hand"),
            ("disable_account", "Close a broker account to further history"),
        ]
        ordering = ["broker", "login"]
        constraints = [
            models.UniqueConstraint(fields=["server", "login"], name="one_account_per_server_and_login"),
            models.CheckConstraint(condition=models.Q(environment__in=Environment.values), name="environment_is_known"),
            models.CheckConstraint(condition=models.Q(source__in=Source.values), name="account_source_is_known"),
            models.CheckConstraint(condition=models.Q(margin_mode__in=MarginMode.values), name="margin_mode_is_known"),
            models.CheckConstraint(condition=models.Q(platform__in=Platform.values), name="platform_is_known"),
            models.CheckConstraint(condition=models.Q(login__regex=r"^[!-~]+$"), name="login_is_plain"),
            models.CheckConstraint(
                condition=~models.Q(platform=Platform.MT5) | models.Q(login__regex=r"^[1-9][0-9]{0,18}$"),
                name="login_of_metatrader_is_a_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.login} · {self.server}"

    @property
    def has_history(self) -> bool:
        return self.first_at is not None
