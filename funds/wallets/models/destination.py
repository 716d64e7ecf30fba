"""A wallet or bank account of a client, to which the firm pays."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import Client
from funds.wallets.domain.destination_states import LIVE, DestinationState
from funds.wallets.domain.networks import NAMES, Network
from funds.wallets.domain.shown import shortened

_PERSON: dict[str, Any] = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+"}
_SECOND_PERSON_SEEN = [DestinationState.CONFIRMED.value, DestinationState.ACTIVE.value, DestinationState.RETIRED.value]


class DestinationQuerySet(models.QuerySet["Destination"]):
    def usable(self, as_of: datetime) -> "DestinationQuerySet":
        """By the clock, whether or not somebody marked it: cooled off, not retired, and nothing took its place."""
        over = Q(state__in=[DestinationState.CONFIRMED.value, DestinationState.ACTIVE.value], usable_from__lte=as_of)
        over |= Q(state=DestinationState.RETIRED.value, usable_from__lte=as_of, ended_at__gt=as_of)
        replacement = Destination.objects.filter(over, replaces=OuterRef("pk"))
        return self.filter(over).exclude(Exists(replacement))


class Destination(models.Model):
    """Where a client is paid; never changed: a change is a new destination that replaces an old one."""

    State = DestinationState

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="destinations")
    network = models.CharField(max_length=8, choices=[(one.value, NAMES[one]) for one in Network])
    asset = models.CharField("asset or currency", max_length=5)
    address = models.CharField("address or IBAN", max_length=90)
    bic = models.CharField("BIC", max_length=11, blank=True)
    holder = models.CharField("account holder", max_length=70, blank=True)
    label = models.CharField(max_length=60)
    replaces = models.ForeignKey("self", **{**_PERSON, "related_name": "replacements"})
    state = models.CharField(max_length=10, choices=[(one.value, one.value.capitalize()) for one in DestinationState])
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    usable_from = models.DateTimeField(null=True, blank=True, help_text="The end of the cooling-off.")
    activated_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True, help_text="Why it was refused, stopped or retired.")

    objects = DestinationQuerySet.as_manager()

    class Meta:
        verbose_name = "client's wallet"
        verbose_name_plural = "clients' wallets"
        ordering = ["client", "-proposed_at", "-pk"]
        default_permissions = ("view",)
        permissions = [
            ("propose_destination", "Can propose, stop and retire a client's wallet or bank account"),
            ("confirm_destination", "Can confirm or refuse a client's wallet that somebody else proposed"),
        ]
        indexes = [models.Index(fields=["state", "usable_from"], name="destination_state_usable")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in DestinationState]), name="destination_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(network__in=[one.value for one in Network]), name="destination_network_is_known"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="destination_confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_SECOND_PERSON_SEEN)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, usable_from__gte=F("confirmed_at")),
                name="destination_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DestinationState.ACTIVE.value, DestinationState.RETIRED.value])
                | Q(activated_at__gte=F("usable_from")),
                name="destination_active_after_cooling_off",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in LIVE], ended_at__isnull=True)
                | (~Q(state__in=[one.value for one in LIVE]) & Q(ended_at__isnull=False)),
                name="destination_ended_when_it_is_over",
            ),
            models.CheckConstraint(
                condition=~Q(state=DestinationState.REFUSED.value) | (~Q(reason="") & Q(ended_by__isnull=False)),
                name="destination_refused_with_a_reason",
            ),
            models.CheckConstraint(
                condition=(Q(network=Network.BANK.value) & ~Q(holder=""))
                | (~Q(network=Network.BANK.value) & Q(holder="", bic="")),
                name="destination_bank_account_has_a_holder",
            ),
            models.UniqueConstraint(
                fields=["client", "network", "asset", "address"],
                condition=Q(state__in=[one.value for one in LIVE]),
                name="one_live_destination_per_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.short_address})"

    @property
    def short_address(self) -> str:
        return shortened(self.address)

    @property
    def reference(self) -> str:
        """What the trail and the office call it."""
        return f"destination:{self.pk}"
