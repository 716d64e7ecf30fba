"""What raises an alert, where it holds, and at which figures."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from trading.alerts.domain.kinds import KINDS, Kind
from trading.models import BrokerAccount

_BELOW = [kind.value for kind, usual in KINDS.items() if usual.below]


def measured(**words: object) -> models.DecimalField:
    return models.DecimalField(max_digits=20, decimal_places=3, **words)  # type: ignore[arg-type]


# Units that are counted, as one of them is said.
_ONE = {"times": "time", "failures": "failure"}


class AlertRule(models.Model):
    """Of one account, of a broker's, or of all: the nearest of a kind holds for an account, also one that is off."""

    Kind = Kind

    kind = models.CharField(max_length=20, choices=[(kind.value, usual.words) for kind, usual in KINDS.items()])
    account = models.ForeignKey(
        BrokerAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="alert_rules"
    )
    broker = models.CharField(max_length=120, blank=True)
    threshold = measured()
    clears_at = measured(help_text="Where an alert ends again.")
    days = models.SmallIntegerField(default=1, help_text="How many days back a drawdown is reckoned.")
    is_on = models.BooleanField(default=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["kind", "account", "broker"]
        default_permissions = ("view",)
        verbose_name = "rule of alerts"
        verbose_name_plural = "rules of alerts"
        permissions = [("set_rule", "Set rules of alerts and switch them off")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "account", "broker"], nulls_distinct=False, name="one_rule_of_a_kind_for_each"
            ),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="alert_kind_is_known"),
            models.CheckConstraint(
                condition=Q(account__isnull=True) | Q(broker=""), name="rule_is_of_an_account_or_a_broker"
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.BREAKER.value) | Q(account__isnull=True, broker=""),
                name="rule_of_gateways_is_of_all",
            ),
            models.CheckConstraint(condition=Q(threshold__gte=0, clears_at__gte=0), name="rule_is_not_negative"),
            models.CheckConstraint(
                condition=Q(kind__in=_BELOW, clears_at__gte=models.F("threshold"))
                | (~Q(kind__in=_BELOW) & Q(clears_at__lte=models.F("threshold"))),
                name="rule_ends_on_the_good_side",
            ),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=366), name="rule_days_are_some"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.where}"

    @property
    def where(self) -> str:
        return str(self.account) if self.account_id else self.broker or "all accounts"

    def shown(self, value: Decimal | None) -> str:
        """A figure of it for people."""
        if value is None:
            return "–"
        unit = KINDS[Kind(self.kind)].unit
        places = "1" if unit in {"s", *_ONE} else "0.01"
        if value == 1:
            unit = _ONE.get(unit, unit)
        return f"{value.quantize(Decimal(places)):,f}{' ' if unit and unit != '%' else ''}{unit}"
