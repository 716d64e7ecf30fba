"""Which investments' money works in which broker account."""

from django.conf import settings
from django.db import models

from fidus.lib import clock
from funds.models.investment import Investment
from trading.models import BrokerAccount


class AccountMapping(models.Model):
    """A share of a broker account's result from a day on; `until_on` is the first day without it.

    The client sees nothing of the account unless somebody of the firm shares it with them (`shared_at`).
    """

    investment = models.ForeignKey(Investment, on_delete=models.PROTECT, related_name="mappings")
    account = models.ForeignKey(BrokerAccount, on_delete=models.PROTECT, related_name="mappings")
    share = models.DecimalField(max_digits=7, decimal_places=6, help_text="1 is the whole account.")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    mapped_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    mapped_at = models.DateTimeField()
    shared_at = models.DateTimeField(null=True, blank=True, help_text="Since when the client sees the account.")
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["account", "from_on", "investment"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(condition=models.Q(share__gt=0, share__lte=1), name="mapping_share_is_a_share"),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gt=models.F("from_on")),
                name="mapping_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(shared_at__isnull=False) | models.Q(shared_by__isnull=True),
                name="mapping_shared_by_somebody_is_shared",
            ),
            models.UniqueConstraint(
                fields=["investment", "account"],
                condition=models.Q(until_on__isnull=True),
                name="one_mapping_in_force_per_investment_and_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.investment} in {self.account}"

    @property
    def lasts(self) -> bool:
        return self.until_on is None or self.until_on > clock.today()
