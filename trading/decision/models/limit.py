"""How far trading may go: of the firm, a broker, an account, a strategy."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from trading.decision.domain.limits import KINDS, LimitKind, LimitScope
from trading.decision.domain.terms_states import TermsState
from trading.models import BrokerAccount
from trading.signals.models import Strategy

_P, _A, _D, _E = TermsState.PROPOSED, TermsState.ACTIVE, TermsState.DECLINED, TermsState.ENDED


class Limit(models.Model):
    """From `starts_on` until it is ended or a later one of the same thing begins; the usual ones stand in the code."""

    Kind, Scope, State = LimitKind, LimitScope, TermsState

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
    reason = models.CharField(max_length=500)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value.capitalize()) for s in TermsState], default=TermsState.PROPOSED
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=500, blank=True, help_text="What the second person said.")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "limit of trading"
        verbose_name_plural = "limits of trading"
        ordering = ["kind", "scope", "-starts_on", "-id"]
        default_permissions = ("view",)
        permissions = [
            ("propose_limit", "Propose and end limits of trading"),
            ("approve_limit", "Approve and decline limits of trading that somebody else proposed"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(TermsState)), name="limit_state_is_known"),
            models.CheckConstraint(condition=Q(kind__in=list(LimitKind)), name="limit_kind_is_known"),
            models.CheckConstraint(condition=Q(scope__in=list(LimitScope)), name="limit_scope_is_known"),
            models.CheckConstraint(condition=Q(value__gte=0), name="limit_is_not_negative"),
            models.CheckConstraint(condition=~Q(reason=""), name="limit_has_a_reason"),
            models.CheckConstraint(
                condition=Q(scope="firm", broker="", account__isnull=True, strategy__isnull=True)
                | (Q(scope="broker", account__isnull=True, strategy__isnull=True) & ~Q(broker=""))
                | Q(scope="account", broker="", account__isnull=False, strategy__isnull=True)
                | Q(scope="strategy", broker="", account__isnull=True, strategy__isnull=False),
                name="limit_is_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(state=_P, decided_by__isnull=True, ended_at__isnull=True)
                | Q(state__in=[_A, _D], decided_by__isnull=False, ended_at__isnull=True)
                | Q(state=_E, decided_by__isnull=False, ended_at__isnull=False),
                name="limit_state_has_its_people",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="limit_decided_by_a_second_person",
            ),
            models.UniqueConstraint(
                fields=["kind", "scope", "broker", "account", "strategy", "starts_on"],
                condition=Q(state=_A),
                nulls_distinct=False,
                name="one_limit_of_a_thing_and_day",
            ),
        ]
        indexes = [models.Index(fields=["starts_on"], condition=Q(state=_A), name="active_limits")]

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

    @property
    def subject(self) -> str:
        """What the trail calls it."""
        return f"limit:{self.pk}"
