"""Two figures of an account that should be one and are not: a break."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from fidus.lib.money import Money
from trading.models import BrokerAccount
from trading.reconciliation.domain.break_states import LIVE, BreakState
from trading.reconciliation.domain.comparing import Kind

_CLEARED = BreakState.CLEARED.value
_LIVE = [state.value for state in LIVE]


def figure(**words: object) -> models.DecimalField:
    """An amount in the account's currency, or a volume in its units of trade."""
    return models.DecimalField(max_digits=24, decimal_places=8, **words)  # type: ignore[arg-type]


class Break(models.Model):
    """As it was last seen; once cleared, `agreed_figure` is what both sides said at `agreed_at`, and stays."""

    State = BreakState

    account = models.ForeignKey(BrokerAccount, on_delete=models.PROTECT, related_name="breaks")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value.capitalize()) for kind in Kind])
    subject = models.CharField(max_length=80, blank=True, help_text="Symbol, number of an order, or credit.")
    ours = figure(help_text="As deals and cash held make it.")
    theirs = figure(help_text="As the broker tells it.")
    reason = models.CharField(max_length=500)
    remark = models.CharField(max_length=500, blank=True, help_text="What whoever reported it saw besides.")
    state = models.CharField(max_length=10, choices=[(s.value, s.value.capitalize()) for s in BreakState])
    since = models.DateTimeField(help_text="The sighting at which it was first seen, our clock.")
    seen_at = models.DateTimeField(help_text="The sighting that was compared last, our clock.")
    opened_at = models.DateTimeField(null=True, blank=True, help_text="When it was no longer a suspicion.")
    agreed_at = models.DateTimeField(null=True, blank=True, help_text="The sighting at which both sides agreed.")
    agreed_figure = figure(null=True, blank=True)

    class Meta:
        ordering = ["-since", "-id"]
        default_permissions = ("view",)
        permissions = [
            ("reconcile_accounts", "Have accounts compared with their brokers now"),
            ("propose_acceptance", "Propose that a difference may stay, and withdraw it"),
            ("accept_difference", "Accept or decline a difference that somebody else proposed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind", "subject"], condition=Q(state__in=_LIVE), name="one_live_break_of_a_thing"
            ),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="break_kind_is_known"),
            models.CheckConstraint(
                condition=Q(state=_CLEARED, agreed_at__isnull=False, agreed_figure__isnull=False)
                | Q(state__in=_LIVE, agreed_at__isnull=True, agreed_figure__isnull=True),
                name="a_cleared_break_has_its_proof",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[BreakState.OPEN.value, BreakState.ACCEPTED.value]) | Q(opened_at__isnull=False),
                name="an_open_break_was_opened",
            ),
            models.CheckConstraint(
                condition=(Q(kind__in=["balance"]) & Q(subject="")) | Q(kind="cash") | ~Q(subject=""),
                name="break_says_of_what",
            ),
        ]
        indexes = [models.Index(fields=["state", "since"], name="breaks_by_state")]

    def __str__(self) -> str:
        return f"{self.thing} of {self.account}"

    @property
    def thing(self) -> str:
        """`Balance`, `Credit`, `Position EURUSD`."""
        if self.subject == "credit" and self.kind == Kind.CASH.value:
            return "Credit"
        return f"{self.get_kind_display()} {self.subject}".strip()

    @property
    def difference(self) -> Decimal:
        return self.theirs - self.ours

    @property
    def is_live(self) -> bool:
        return self.state in _LIVE

    @property
    def name(self) -> str:
        """What the trail calls it."""
        return f"break:{self.pk}"

    def shown(self, value: Decimal | None) -> str:
        """A figure of it for people: money with its currency, volumes with their side."""
        if value is None:
            return "–"
        if self.kind in {Kind.BALANCE.value, Kind.CASH.value}:
            return str(Money.rounded(value, self.account.currency))
        return f"{value.normalize():f}"
