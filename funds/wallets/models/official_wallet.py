"""Where the firm receives money."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from funds.wallets.domain.networks import NAMES, Network
from funds.wallets.domain.official_wallet_states import WalletState
from funds.wallets.domain.shown import shortened

_PERSON: dict[str, Any] = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+"}
_SECOND_PERSON_SEEN = [WalletState.ACTIVE.value, WalletState.RETIRED.value]


class OfficialWallet(models.Model):
    """One wallet or bank account of the firm for one asset; shown to clients only while active."""

    State = WalletState

    network = models.CharField(max_length=8, choices=[(one.value, NAMES[one]) for one in Network])
    asset = models.CharField("asset or currency", max_length=5)
    address = models.CharField("address or IBAN", max_length=90)
    bic = models.CharField("BIC", max_length=11, blank=True)
    holder = models.CharField("account holder", max_length=70, blank=True)
    label = models.CharField(max_length=60)
    replaces = models.ForeignKey("self", **{**_PERSON, "related_name": "replacements"})
    state = models.CharField(max_length=10, choices=[(one.value, one.value.capitalize()) for one in WalletState])
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True, help_text="Why it was refused or retired.")

    class Meta:
        verbose_name = "official wallet"
        ordering = ["network", "asset", "-proposed_at", "-pk"]
        default_permissions = ("view",)
        permissions = [
            ("propose_wallet", "Can propose an official wallet of the firm, and retire one"),
            ("confirm_wallet", "Can confirm or refuse an official wallet that somebody else proposed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in WalletState]), name="official_wallet_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(network__in=[one.value for one in Network]), name="official_wallet_network_is_known"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="official_wallet_confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_SECOND_PERSON_SEEN) | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="official_wallet_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=WalletState.REFUSED.value) | (~Q(reason="") & Q(ended_by__isnull=False)),
                name="official_wallet_refused_with_a_reason",
            ),
            models.CheckConstraint(
                condition=(Q(network=Network.BANK.value) & ~Q(holder=""))
                | (~Q(network=Network.BANK.value) & Q(holder="", bic="")),
                name="official_bank_account_has_a_holder",
            ),
            models.UniqueConstraint(
                fields=["network", "asset", "address"],
                condition=Q(state__in=[WalletState.PROPOSED.value, WalletState.ACTIVE.value]),
                name="one_live_official_wallet_per_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({shortened(self.address)})"

    @property
    def short_address(self) -> str:
        return shortened(self.address)

    @property
    def reference(self) -> str:
        """What the trail and the office call it."""
        return f"wallet:{self.pk}"
