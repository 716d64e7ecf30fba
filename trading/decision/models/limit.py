"""How far trading may go: of the firm, a broker, an account, a strategy."""

from django.db import models
from django.db.models import Q

from trading.decision.domain.limits import KINDS, LimitKind, LimitScope
from trading.decision.domain.terms_states import TermsState
from trading.decision.models.terms import Terms
from trading.models import BrokerAccount
from trading.signals.models import Strategy


class Limit(Terms):
    """From `starts_on` until it is ended or a later one of the same thing begins; the usual ones stand in the code."""

    Kind, Scope = LimitKind, LimitScope

    kind = models.CharField(max_length=16, choices=[(kind.value, usual.words) for kind, usual in KINDS.items()])
    scope = models.CharField(max_length=10, choices=[(scope.value, scope.value.capitalize()) for scope in LimitScope])
    broker = models.CharField(max_length=120, blank=True, help_text="As the accounts have it.")
    account = models.ForeignKey(
        BrokerAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="trading_limits"
    )
    strategy = models.ForeignKey(
        Strategy, on_delete=models.PROTECT, null=True, blank=True, related_name="trading_limits"
    )
    value = models.DecimalField(max_digits=12, decimal_places=3)
    starts_on = models.DateField()

    class Meta(Terms.Meta):
        verbose_name = "limit of trading"
        verbose_name_plural = "limits of trading"
        ordering = ["kind", "scope", "-starts_on", "-id"]
        default_permissions = ("view",)
        permissions = [
            ("propose_limit", "Propose and end limits of trading"),
            ("approve_limit", "Approve and decline limits of trading that somebody else proposed"),
        ]
        constraints = [
            *Terms.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=list(LimitKind)), name="limit_kind_is_known"),
            models.CheckConstraint(condition=Q(scope__in=list(LimitScope)), name="limit_scope_is_known"),
            models.CheckConstraint(condition=Q(value__gte=0), name="limit_is_not_negative"),
            models.CheckConstraint(
                condition=Q(scope="firm", broker="", account__isnull=True, strategy__isnull=True)
                | (Q(scope="broker", account__isnull=True, strategy__isnull=True) & ~Q(broker=""))
                | Q(scope="account", broker="", account__isnull=False, strategy__isnull=True)
                | Q(scope="strategy", broker="", account__isnull=True, strategy__isnull=False),
                name="limit_is_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["kind", "scope", "broker", "account", "strategy", "starts_on"],
                condition=Q(state=TermsState.ACTIVE),
                nulls_distinct=False,
                name="one_limit_of_a_thing_and_day",
            ),
        ]
        indexes = [models.Index(fields=["starts_on"], condition=Q(state=TermsState.ACTIVE), name="active_limits")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.of}"

    @property
    def of(self) -> str:
        match self.scope:
            case LimitScope.BROKER:
                return self.broker
            case LimitScope.ACCOUNT:
                return str(self.account)
            case LimitScope.STRATEGY:
                return str(self.strategy)
            case _:
                return "the firm"

    @property
    def shown(self) -> str:
        """The value with its unit."""
        unit = KINDS[LimitKind(self.kind)].unit
        return f"{self.value.normalize():f}{'' if unit in {'', '%'} else ' '}{unit}"
