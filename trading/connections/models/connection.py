"""How one account is reached: through which gateway, with which secrets, and whether it may be traded."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from trading.connections.models.gateway import BrokerGateway
from trading.models import BrokerAccount


class Outcome(models.TextChoices):
    """What came of trying a connection."""

    GOOD = "good", "Reached"
    DIFFERS = "differs", "Reached, but not as written here"
    WRONG_ACCOUNT = "wrong account", "Another account answered"
    LOGIN_REFUSED = "login refused", "Login refused"
    REFUSED = "refused", "Refused"
    NOT_REACHED = "not reached", "Not reached"


class Connection(models.Model):
    """An account's way in; without one it is imported from files. `sealed` opens with sealing.py alone.

    `may_trade` False: nothing is ever sent through it, and its password should be one that can only look.
    """

    account = models.OneToOneField(BrokerAccount, on_delete=models.PROTECT, related_name="connection")
    gateway = models.ForeignKey(
        BrokerGateway, on_delete=models.PROTECT, null=True, blank=True, related_name="connections"
    )
    options = models.JSONField(default=dict, blank=True)
    may_trade = models.BooleanField(default=False)
    sealed = models.TextField(blank=True, editable=False)
    secrets_held = ArrayField(models.CharField(max_length=40), default=list, editable=False)
    secrets_set_at = models.DateTimeField(null=True, blank=True)
    secrets_set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Of a day's token, a true instant.")
    connected_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    pause_reason = models.CharField(max_length=300, blank=True)
    tested_at = models.DateTimeField(null=True, blank=True)
    test_outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    test_words = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["account__broker", "account__login"]
        default_permissions = ("view",)
        permissions = [
            ("connect_account", "Can connect accounts to gateways, give their secrets, pause and test them"),
            ("allow_trading", "Can allow FIDUS to trade an account"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(test_outcome__in=["", *Outcome.values]), name="connection_test_outcome_is_known"
            ),
            models.CheckConstraint(
                condition=Q(tested_at__isnull=True, test_outcome="")
                | (Q(tested_at__isnull=False) & ~Q(test_outcome="")),
                name="connection_test_has_its_outcome",
            ),
            models.CheckConstraint(
                condition=Q(sealed="", secrets_held=[]) | (~Q(sealed="") & ~Q(secrets_held=[])),
                name="connection_says_which_secrets_it_holds",
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True, pause_reason="")
                | (Q(paused_at__isnull=False) & ~Q(pause_reason="")),
                name="connection_is_paused_for_a_reason",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.account)

    @property
    def subject(self) -> str:
        """What the trail calls it."""
        return f"broker connection:{self.pk}"

    @property
    def owner(self) -> str:
        """Whose its secrets are, as the seal has it."""
        return f"account:{self.account_id}"
