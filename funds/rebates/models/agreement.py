"""What brokers have agreed to pay for the lots that are traded with them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from funds.rebates.domain.counting import IN_WORDS, Counting
from trading.models import BrokerAccount


class RebateAgreement(models.Model):
    """For which deals: a broker's or one account's, of the symbols that `pattern` fits; the rates are its terms."""

    broker = models.CharField(max_length=120)
    account = models.ForeignKey(
        BrokerAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="None: all."
    )
    pattern = models.CharField(max_length=41, help_text="A symbol, or its beginning with a star: EURUSD*, XAU*, *.")
    currency = models.CharField(max_length=3)
    valid_from = models.DateField(help_text="The first day whose deals count.")
    ended_on = models.DateField(null=True, blank=True, help_text="The first day whose deals no longer count.")
    end_reason = models.CharField(max_length=500, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["broker", "account", "pattern", "-valid_from"]
        default_permissions = ("view",)
        permissions = [("agree_rebate", "Can write down and end agreements on rebates")]
        verbose_name = "rebate agreement"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("valid_from")), name="rebate_agreement_ends_late"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.broker}, {self.account.login if self.account else 'all accounts'}, {self.pattern}"


class RebateTerms(models.Model):
    """The rate from a day on, until the next; appended once, never changed."""

    Counting = Counting

    agreement = models.ForeignKey(RebateAgreement, on_delete=models.PROTECT, related_name="terms")
    valid_from = models.DateField()
    rate = models.DecimalField(max_digits=12, decimal_places=4, help_text="In the agreement's currency for one lot.")
    counting = models.CharField(max_length=10, choices=[(one.value, words) for one, words in IN_WORDS.items()])
    minimum_seconds = models.IntegerField(default=0, help_text="A position held for less earns nothing.")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-valid_from"]
        default_permissions = ("view",)
        verbose_name_plural = "rebate terms"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "valid_from"], name="one_rebate_rate_per_day"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="rebate_rate_is_positive"),
            models.CheckConstraint(condition=Q(minimum_seconds__gte=0), name="rebate_minimum_is_not_negative"),
            models.CheckConstraint(
                condition=Q(counting__in=[one.value for one in Counting]), name="rebate_counting_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rate.normalize():f} {self.agreement.currency} a lot from {self.valid_from:%-d %b %Y}"
