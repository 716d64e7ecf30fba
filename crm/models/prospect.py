"""Who may become a client; written by services only."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Client
from accounts.models.client import ClientKind
from crm.domain import prospect_states
from crm.domain.prospect_states import ProspectAction, ProspectState
from crm.errors import NotNow
from fidus.lib.money import MINOR_UNITS, Money

_STATES = [(state.value, state.value.capitalize()) for state in ProspectState]
_STAGE_SINCE = {
    ProspectState.LEAD: "lead_at",
    ProspectState.NEGOTIATION: "negotiation_at",
    ProspectState.WON: "won_at",
    ProspectState.LOST: "lost_at",
}


class ProspectSource(models.TextChoices):
    REFERRAL = "referral", "Referral"
    WEBSITE = "website", "Website"
    EVENT = "event", "Event"
    PARTNER = "partner", "Partner"
    OTHER = "other", "Other"


class Prospect(models.Model):
    """A person or company the firm talks to, with what they may bring and who looks after them."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=ClientKind, default=ClientKind.PERSON)
    email = models.EmailField("e-mail address", blank=True)
    phone = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2, as CH")
    source = models.CharField(max_length=10, choices=ProspectSource, default=ProspectSource.OTHER)
    expected_amount = models.DecimalField(max_digits=20, decimal_places=3, null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD", choices=[(code, code) for code in MINOR_UNITS])
    interest = models.CharField(max_length=200, blank=True, help_text="Which products they asked about.")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="prospects")

    state = models.CharField(max_length=12, choices=_STATES, default=ProspectState.LEAD.value)
    lead_at = models.DateTimeField()
    negotiation_at = models.DateTimeField(null=True, blank=True)
    won_at = models.DateTimeField(null=True, blank=True)
    lost_at = models.DateTimeField(null=True, blank=True)
    lost_because = models.TextField(blank=True)
    follow_up_on = models.DateField("next follow-up", null=True, blank=True)
    follow_up_note = models.CharField(max_length=200, blank=True)
    client = models.OneToOneField(Client, on_delete=models.PROTECT, null=True, blank=True, related_name="prospect")

    class Meta:
        ordering = ["-lead_at", "-pk"]
        default_permissions = ("view",)
        permissions = [
            ("work_on_prospect", "Add prospects and move them along the pipeline"),
            ("win_prospect", "Turn a won prospect into a client"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ProspectState]), name="prospect_state_is_known"
            ),
            models.CheckConstraint(condition=Q(kind__in=ClientKind.values), name="prospect_kind_is_known"),
            models.CheckConstraint(
                condition=Q(expected_amount__isnull=True) | Q(expected_amount__gt=0), name="prospect_brings_something"
            ),
            models.CheckConstraint(
                condition=Q(state="won", client__isnull=False, won_at__isnull=False)
                | (~Q(state="won") & Q(client__isnull=True)),
                name="prospect_won_is_a_client",
            ),
            models.CheckConstraint(
                condition=~Q(state="lost") | (Q(lost_at__isnull=False) & ~Q(lost_because="")),
                name="prospect_lost_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        return f"PROSPECT-{self.pk:04d}"

    @property
    def expected(self) -> Money | None:
        return None if self.expected_amount is None else Money.of(self.expected_amount, self.currency)

    @property
    def stage_since(self) -> datetime:
        """Since when the prospect has been in its stage."""
        return getattr(self, _STAGE_SINCE[ProspectState(self.state)]) or self.lead_at

    def may(self, action: ProspectAction) -> bool:
        return prospect_states.after(self.state, action) is not None

    def move(self, action: ProspectAction, **changes: object) -> None:
        """Change state, only from the state this object was read in; raises NotNow."""
        new = prospect_states.after(self.state, action)
        if new is None:
            raise NotNow(f"{self.name} is {self.state}; it cannot be changed by “{action}” now.")
        moved = Prospect.objects.filter(pk=self.pk, state=self.state).update(state=new.value, **changes)
        if moved != 1:
            raise NotNow(f"{self.name} was moved by somebody else a moment ago. Look at the board again.")
        self.refresh_from_db(fields=["state", *changes])


class ProspectNote(models.Model):
    """One line of what was said or done."""

    prospect = models.ForeignKey(Prospect, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-written_at", "-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.text[:60]
