"""How an account stood when it was last seen."""

from django.db import models

from trading.models import BrokerAccount


class SightingSource(models.TextChoices):
    POLL = "poll", "Visit"
    PUSH = "push", "Push"


def figure(**words: object) -> models.DecimalField:
    """In the account's currency, rounded to thousandths."""
    return models.DecimalField(max_digits=20, decimal_places=3, **words)  # type: ignore[arg-type]


class Standing(models.Model):
    """The newest figures the broker told; equity = balance + credit + open profit."""

    account = models.OneToOneField(BrokerAccount, on_delete=models.PROTECT, primary_key=True, related_name="standing")
    seen_at = models.DateTimeField(db_index=True, help_text="Our clock, when the broker was asked or told.")
    source = models.CharField(max_length=4, choices=SightingSource)
    balance, equity, credit, open_profit, margin = figure(), figure(), figure(), figure(), figure()
    free_margin = figure(null=True, blank=True)
    margin_level = models.DecimalField(
        max_digits=20, decimal_places=2, null=True, blank=True, help_text="Percent; empty where no margin is used."
    )
    leverage = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    may_trade = models.BooleanField(default=False, help_text="As the broker says it of this login.")
    positions = models.IntegerField(default=0)
    orders = models.IntegerField(default=0)
    changed_at = models.DateTimeField(help_text="When any of the figures was last another.")
    kept_at = models.DateTimeField(null=True, blank=True, help_text="The newest snapshot's.")
    kept_mark = models.CharField(max_length=32, blank=True, help_text="Of the figures that the newest snapshot has.")

    class Meta:
        default_permissions = ("view",)
        ordering = ["account"]
        constraints = [
            models.CheckConstraint(condition=models.Q(source__in=SightingSource.values), name="sighting_is_of_a_kind"),
            models.CheckConstraint(
                condition=models.Q(positions__gte=0, orders__gte=0), name="standing_counts_from_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"Standing of {self.account}"
