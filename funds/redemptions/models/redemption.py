"""Money a client takes out of an investment, from the request to the payment."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from fidus.lib.money import Money
from funds.models import Investment
from funds.redemptions.domain.redemption_states import RedemptionState
from funds.wallets.models import Destination

_REQUESTED, _CHECKED, _APPROVED = (
    RedemptionState.REQUESTED.value,
    RedemptionState.CHECKED.value,
    RedemptionState.APPROVED.value,
)
_PAYABLE, _PAID, _RETURNED = RedemptionState.PAYABLE.value, RedemptionState.PAID.value, RedemptionState.RETURNED.value
_CANCELLED, _REJECTED = RedemptionState.CANCELLED.value, RedemptionState.REJECTED.value


class Occasion(models.TextChoices):
    WINDOW = "window", "In its window"
    EARLY = "early", "Early, outside the windows"
    MATURITY = "maturity", "End of the term"


def _another_person(one: str, other: str) -> Q:
    return Q(**{f"{one}__isnull": True}) | Q(**{f"{other}__isnull": True}) | ~Q(**{one: F(other)})


class Redemption(models.Model):
    """One request; who asked or checked cannot approve it, who approved cannot book its payment."""

    State = RedemptionState
    Occasion = Occasion

    number = models.CharField(max_length=20, unique=True)
    investment = models.ForeignKey(Investment, on_delete=models.PROTECT, related_name="redemptions")
    currency = models.CharField(max_length=3)
    full = models.BooleanField(help_text="All that is left, with all interest.")
    asked_minor = models.BigIntegerField(help_text="Principal asked for, reserved until the window.")
    with_interest = models.BooleanField(default=False, help_text="Interest kept so far leaves too.")
    occasion = models.CharField(max_length=10, choices=Occasion, default=Occasion.WINDOW)
    window_on = models.DateField(help_text="The day from whose end the money earns no more; it does not roll.")
    notice_by = models.DateField(help_text="The last day on which the client may take the request back.")
    pay_on = models.DateField(help_text="The business day of the payment.")
    destination = models.ForeignKey(
        Destination, on_delete=models.PROTECT, null=True, blank=True, related_name="redemptions"
    )
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value.capitalize()) for state in RedemptionState]
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField()
    request_key = models.UUIDField(
        null=True, blank=True, unique=True, help_text="The form that was sent; sent twice, it asks once."
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True, help_text="Why it was cancelled, rejected or came back.")
    settled_on = models.DateField(null=True, blank=True, help_text="Value date of making it payable.")
    principal_minor = models.BigIntegerField(null=True, blank=True)
    interest_minor = models.BigIntegerField(null=True, blank=True)
    charges_minor = models.BigIntegerField(null=True, blank=True)
    settlement_entry = models.BigIntegerField(null=True, blank=True)
    charges_entry = models.BigIntegerField(null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    paid_on = models.DateField(null=True, blank=True)
    reference = models.CharField(
        max_length=120, null=True, blank=True, unique=True, help_text="The bank's reference, or the transaction's hash."
    )
    payment_entry = models.BigIntegerField(null=True, blank=True)
    failed_payments = models.PositiveSmallIntegerField(
        default=0, help_text="How many payments of it failed; each was reversed, and it was payable again."
    )

    class Meta:
        ordering = ["-number"]
        default_permissions = ("view",)
        permissions = [
            ("request_redemption", "Can enter a redemption for a client, and cancel one"),
            ("check_redemption", "Can check redemptions"),
            ("approve_redemption", "Can approve and reject redemptions"),
            ("pay_redemption", "Can book redemptions as paid, and as come back"),
        ]
        indexes = [
            models.Index(fields=["state", "window_on"], name="redemption_state_window"),
            models.Index(fields=["investment", "state"], name="redemption_investment_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in RedemptionState]), name="redemption_state_is_known"
            ),
            models.CheckConstraint(condition=Q(occasion__in=Occasion.values), name="redemption_occasion_is_known"),
            models.CheckConstraint(condition=Q(asked_minor__gt=0), name="redemption_asks_for_something"),
            models.CheckConstraint(
                condition=Q(state__in=[_REQUESTED, _CANCELLED, _REJECTED])
                | Q(checked_by__isnull=False, checked_at__isnull=False, destination__isnull=False),
                name="redemption_is_checked_first",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[_REQUESTED, _CHECKED, _CANCELLED, _REJECTED])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="redemption_is_approved_first",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[_PAYABLE, _PAID, _RETURNED])
                | Q(
                    settled_on__isnull=False,
                    principal_minor__gte=0,
                    interest_minor__gte=0,
                    charges_minor__gte=0,
                    settlement_entry__isnull=False,
                    principal_minor__gt=F("charges_minor") - F("interest_minor"),
                ),
                name="redemption_payable_has_figures",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[_PAID, _RETURNED])
                | Q(paid_by__isnull=False, paid_on__isnull=False, reference__isnull=False, payment_entry__isnull=False),
                name="redemption_paid_has_reference",
            ),
            models.CheckConstraint(
                condition=~Q(state=_PAYABLE)
                | Q(paid_by__isnull=True, paid_on__isnull=True, reference__isnull=True, payment_entry__isnull=True),
                name="redemption_payable_is_not_paid",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[_CANCELLED, _REJECTED, _RETURNED]) | Q(ended_at__isnull=False),
                name="redemption_ended_has_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[_REJECTED, _RETURNED]) | ~Q(reason=""), name="redemption_refused_has_a_reason"
            ),
            models.CheckConstraint(
                condition=_another_person("approved_by", "requested_by"), name="redemption_not_approved_by_who_asked"
            ),
            models.CheckConstraint(
                condition=_another_person("approved_by", "checked_by"), name="redemption_not_approved_by_who_checked"
            ),
            models.CheckConstraint(
                condition=_another_person("paid_by", "approved_by"), name="redemption_not_paid_by_who_approved"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def asked(self) -> Money:
        return Money.from_minor(self.asked_minor, self.currency)

    @property
    def principal(self) -> Money | None:
        return self._money(self.principal_minor)

    @property
    def interest(self) -> Money | None:
        return self._money(self.interest_minor)

    @property
    def charges(self) -> Money | None:
        return self._money(self.charges_minor)

    @property
    def net(self) -> Money | None:
        """What is sent; None until the window has come."""
        if self.principal is None or self.interest is None or self.charges is None:
            return None
        return self.principal + self.interest - self.charges

    def _money(self, minor: int | None) -> Money | None:
        return None if minor is None else Money.from_minor(minor, self.currency)
