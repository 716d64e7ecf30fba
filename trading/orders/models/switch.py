"""Who let trading go how far: of the firm, a broker, an account, a strategy."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from trading.models import BrokerAccount
from trading.orders.domain.switch_states import SwitchState
from trading.signals.models import Strategy


class Scope(models.TextChoices):
    FIRM = "firm", "The whole firm"
    BROKER = "broker", "A broker"
    ACCOUNT = "account", "An account"
    STRATEGY = "strategy", "A strategy"


class Switch(models.Model):
    """One row for each thing that was ever reduced or halted; none is active. Its history is on the trail."""

    Scope, State = Scope, SwitchState

    scope = models.CharField(max_length=10, choices=Scope)
    broker = models.CharField(max_length=120, blank=True, help_text="As the accounts have it.")
    account = models.OneToOneField(
        BrokerAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="switch"
    )
    strategy = models.OneToOneField(Strategy, on_delete=models.PROTECT, null=True, blank=True, related_name="switch")
    state = models.CharField(max_length=10, choices=[(one.value, one.value.capitalize()) for one in SwitchState])
    reason = models.CharField(max_length=300)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    # What somebody asked that it be let to; of the firm another person lets it.
    asked_state = models.CharField(max_length=10, blank=True, choices=[("active", "Active")])
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "switches"
        ordering = ["scope", "broker", "id"]
        default_permissions = ("view",)
        permissions = [("approve_resume", "Let the whole firm trade again, when somebody else asks for it")]
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="switch_scope_is_known"),
            models.CheckConstraint(condition=Q(state__in=list(SwitchState)), name="switch_state_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_switch_is_set_for_a_reason"),
            models.CheckConstraint(
                condition=Q(scope="firm", broker="", account__isnull=True, strategy__isnull=True)
                | (Q(scope="broker", account__isnull=True, strategy__isnull=True) & ~Q(broker=""))
                | Q(scope="account", broker="", account__isnull=False, strategy__isnull=True)
                | Q(scope="strategy", broker="", account__isnull=True, strategy__isnull=False),
                name="a_switch_is_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(asked_state="")
                | (Q(asked_state="active", asked_by__isnull=False, asked_at__isnull=False) & ~Q(asked_reason="")),
                name="who_asks_to_resume_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(scope="firm", state="active")
                | (Q(asked_by__isnull=False, set_by__isnull=False) & ~Q(set_by=F("asked_by"))),
                name="two_persons_let_the_firm_trade_again",
            ),
            models.UniqueConstraint(
                fields=["scope", "broker"],
                condition=Q(scope__in=["firm", "broker"]),
                name="one_switch_of_the_firm_and_of_each_broker",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of} is {self.state}"

    @property
    def of(self) -> str:
        match self.scope:
            case Scope.BROKER:
                return self.broker
            case Scope.ACCOUNT:
                return str(self.account)
            case Scope.STRATEGY:
                return str(self.strategy)
            case _:
                return "The firm"

    @property
    def thing(self) -> str:
        """What events call it: the broker's name, the account's or strategy's key; empty for the firm."""
        return self.broker or str(self.account_id or self.strategy_id or "")

    @property
    def subject(self) -> str:
        """What the trail calls it."""
        return f"switch:{self.pk}"
