"""What stands between us and accounts: a bridge, an IB gateway, a Kite app, a vendor's API."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from trading.models.broker_account import Platform


class BrokerGateway(models.Model):
    """Where accounts of a platform are reached. `sealed` opens with trading/connections/sealing.py alone.

    All that its accounts' owners entrusted to us is sent to `address`: once there is any, another address is only
    proposed, and a second person has to say yes (docs/adr/0039-who-may-say-where-secrets-go.md).
    """

    name = models.CharField(max_length=80, unique=True)
    platform = models.CharField(max_length=10, choices=Platform)
    address = models.CharField(max_length=300, blank=True)
    options = models.JSONField(default=dict, blank=True)
    at_once = models.PositiveSmallIntegerField("visits at a time")
    sealed = models.TextField(blank=True, editable=False)
    secrets_held = ArrayField(models.CharField(max_length=40), default=list, editable=False)
    secrets_set_at = models.DateTimeField(null=True, blank=True)
    secrets_set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_address = models.CharField(max_length=300, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Of the address that is in use, where it took the place of another one.
    address_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    address_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    address_approved_at = models.DateTimeField(null=True, blank=True)
    # Of the list of accounts that a bridge was given to watch, and of that start of it.
    watch_digest = models.CharField(max_length=64, blank=True, editable=False)
    disabled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "gateway"
        ordering = ["name"]
        default_permissions = ("view",)
        permissions = [
            ("manage_gateways", "Can add gateways to brokers, change them and give their secrets"),
            ("approve_address", "Can approve a gateway's new address that somebody else proposed"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(platform__in=Platform.values), name="gateway_platform_is_known"),
            models.CheckConstraint(condition=Q(at_once__gte=1, at_once__lte=256), name="gateway_visits_are_some"),
            models.CheckConstraint(
                condition=Q(sealed="", secrets_held=[]) | (~Q(sealed="") & ~Q(secrets_held=[])),
                name="gateway_says_which_secrets_it_holds",
            ),
            models.CheckConstraint(
                condition=Q(proposed_address="", proposed_at__isnull=True, proposed_by__isnull=True)
                | (~Q(proposed_address="") & Q(proposed_at__isnull=False, proposed_by__isnull=False)),
                name="gateway_proposal_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(address_approved_at__isnull=True, address_approved_by__isnull=True)
                | (
                    Q(address_approved_at__isnull=False, address_approved_by__isnull=False)
                    & Q(address_proposed_by__isnull=False)
                    & ~Q(address_approved_by=F("address_proposed_by"))
                ),
                name="gateway_address_took_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """What the trail calls it."""
        return f"broker gateway:{self.pk}"

    @property
    def owner(self) -> str:
        """Whose its secrets are, as the seal has it."""
        return f"gateway:{self.pk}"
