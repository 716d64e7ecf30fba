"""What happened on a broker account: trades, and cash that moved."""

from decimal import Decimal

from django.db import models

from trading.domain.history import CASH_KINDS, DIRECTIONS, TRADE_KINDS
from trading.models.broker_account import BrokerAccount
from trading.models.numbered import ONE_NUMBER, Numbered
from trading.models.report_import import ReportImport

DERIVED_OPENING = "derived opening"
IN_UNITS = "As the broker counts: lots, shares or contracts."


def _choices(kinds: frozenset[str]) -> list[tuple[str, str]]:
    return [(kind, kind.capitalize()) for kind in sorted(kinds)]


def money_field() -> models.DecimalField:
    """In the account's currency; a trigger keeps it to whole minor units of it."""
    return models.DecimalField(max_digits=20, decimal_places=3, default=0)


def price_field() -> models.DecimalField:
    return models.DecimalField(max_digits=24, decimal_places=10, null=True, blank=True)


class Deal(Numbered):
    """One trade as the broker booked it; appended once, then only completed (docs/adr/0044-booking.md)."""

    account = models.ForeignKey(BrokerAccount, on_delete=models.PROTECT, related_name="deals")
    report = models.ForeignKey(ReportImport, on_delete=models.PROTECT, null=True, related_name="deals")
    dealt_at = models.DateTimeField(help_text="Server time.")
    symbol = models.CharField(max_length=64)
    kind = models.CharField(max_length=20, choices=_choices(TRADE_KINDS))
    direction = models.CharField(max_length=10, choices=_choices(DIRECTIONS), blank=True)
    volume = models.DecimalField(max_digits=20, decimal_places=8, help_text=IN_UNITS)
    price = price_field()
    order_ticket = models.BigIntegerField(null=True, blank=True)
    commission, fee, swap, profit = money_field(), money_field(), money_field(), money_field()
    costs_pending = models.BooleanField(
        default=False, db_default=False, help_text="The broker tells what it cost later, once."
    )
    balance = models.DecimalField(
        max_digits=20, decimal_places=3, null=True, blank=True, help_text="After the deal, where the broker prints it."
    )
    comment = models.CharField(max_length=255, blank=True)

    class Meta:
        default_permissions = ("view",)
        ordering = ["-dealt_at", "-ticket"]
        constraints = [
            models.UniqueConstraint(fields=["account", "ticket"], name="one_deal_per_account_and_ticket"),
            models.UniqueConstraint(fields=["account", "external_id"], name="one_deal_per_account_and_external_id"),
            models.CheckConstraint(condition=ONE_NUMBER, name="deal_has_one_number"),
            models.CheckConstraint(condition=models.Q(kind__in=sorted(TRADE_KINDS)), name="deal_kind_is_a_trade"),
            models.CheckConstraint(
                condition=models.Q(direction__in=["", *sorted(DIRECTIONS)]), name="deal_direction_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["-dealt_at", "-ticket"], name="deals_newest_first"),
            models.Index(fields=["account"], condition=models.Q(costs_pending=True), name="deals_without_their_costs"),
            # All a performance query needs, so that it never visits the table.
            models.Index(
                fields=["account", "dealt_at"], include=["commission", "fee", "swap", "profit"], name="deal_performance"
            ),
        ]

    def __str__(self) -> str:
        return f"Deal {self.number}"

    @property
    def costs(self) -> Decimal:
        return self.commission + self.fee + self.swap


class CashOperation(Numbered):
    """Cash that came or went without a trade: a flow, never performance.

    `derived opening` is ours, not the broker's: the balance before the first deal of a history that starts midway.
    """

    account = models.ForeignKey(BrokerAccount, on_delete=models.PROTECT, related_name="cash_operations")
    report = models.ForeignKey(ReportImport, on_delete=models.PROTECT, null=True, related_name="cash_operations")
    operated_at = models.DateTimeField(help_text="Server time.")
    kind = models.CharField(max_length=20, choices=_choices(CASH_KINDS | {DERIVED_OPENING}))
    amount = money_field()
    in_balance = models.BooleanField(default=True, help_text="No: a credit kept beside the balance.")
    balance = models.DecimalField(max_digits=20, decimal_places=3, null=True, blank=True)
    comment = models.CharField(max_length=255, blank=True)

    class Meta:
        default_permissions = ("view",)
        ordering = ["-operated_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["account", "ticket"], name="one_cash_operation_per_account_and_ticket"),
            models.UniqueConstraint(fields=["account", "external_id"], name="one_cash_operation_per_external_id"),
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(kind=DERIVED_OPENING), name="one_derived_opening_per_account"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=sorted(CASH_KINDS | {DERIVED_OPENING})), name="cash_operation_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind=DERIVED_OPENING, ticket__isnull=True, external_id__isnull=True)
                | (~models.Q(kind=DERIVED_OPENING) & ONE_NUMBER),
                name="only_a_derived_opening_has_no_number",
            ),
        ]
        indexes = [models.Index(fields=["account", "operated_at"], name="cash_operation_performance")]

    def __str__(self) -> str:
        word = self.get_kind_display()
        if self.kind == "balance":
            word = "Withdrawal" if self.amount < 0 else "Deposit"
        return f"{word} {self.number}".strip()
