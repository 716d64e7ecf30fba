"""Positions and orders as the terminal lists them: for people to read; money is counted from deals alone."""

from django.db import models

from trading.models.broker_account import BrokerAccount
from trading.models.deal import IN_UNITS, money_field, price_field
from trading.models.numbered import ONE_NUMBER, Numbered
from trading.models.report_import import ReportImport


class Position(Numbered):
    """A position; open ones are of the newest report and replaced by the next."""

    account = models.ForeignKey(BrokerAccount, on_delete=models.PROTECT, related_name="positions")
    report = models.ForeignKey(ReportImport, on_delete=models.PROTECT, null=True, related_name="positions")
    symbol = models.CharField(max_length=64)
    side = models.CharField(max_length=4, choices=[("buy", "Buy"), ("sell", "Sell")])
    volume = models.DecimalField(max_digits=20, decimal_places=8, help_text=IN_UNITS)
    opened_at = models.DateTimeField(null=True, blank=True, help_text="Server time; empty where the broker is silent.")
    open_price = price_field()
    stop_loss = price_field()
    take_profit = price_field()
    closed_at = models.DateTimeField(null=True, blank=True, help_text="Server time; empty while open.")
    close_price = models.DecimalField(
        max_digits=24, decimal_places=10, null=True, blank=True, help_text="Of an open position, the market's price."
    )
    commission, swap, profit = money_field(), money_field(), money_field()
    comment = models.CharField(max_length=255, blank=True)

    class Meta:
        default_permissions = ("view",)
        ordering = ["-opened_at", "-ticket"]
        constraints = [
            # A position closed in parts is listed once for each part.
            models.UniqueConstraint(
                fields=["account", "ticket", "closed_at"],
                nulls_distinct=False,
                condition=models.Q(ticket__isnull=False),
                name="one_position_per_ticket_and_close",
            ),
            models.UniqueConstraint(
                fields=["account", "external_id", "closed_at"],
                nulls_distinct=False,
                condition=models.Q(external_id__isnull=False),
                name="one_position_per_external_id_and_close",
            ),
            models.CheckConstraint(condition=ONE_NUMBER, name="position_has_one_number"),
            models.CheckConstraint(condition=models.Q(side__in=["buy", "sell"]), name="position_side_is_known"),
        ]
        # Visits ask for what is open, however much is over.
        indexes = [models.Index(fields=["account"], condition=models.Q(closed_at__isnull=True), name="open_positions")]

    def __str__(self) -> str:
        return f"Position {self.number}"


class Order(Numbered):
    """An instruction to the broker; working ones are of the newest report and replaced by the next."""

    account = models.ForeignKey(BrokerAccount, on_delete=models.PROTECT, related_name="orders")
    report = models.ForeignKey(ReportImport, on_delete=models.PROTECT, null=True, related_name="orders")
    symbol = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=30)
    volume = models.DecimalField(max_digits=20, decimal_places=8, help_text=f"Asked for. {IN_UNITS}")
    filled_volume = models.DecimalField(max_digits=20, decimal_places=8, help_text=IN_UNITS)
    price = price_field()
    stop_loss = price_field()
    take_profit = price_field()
    placed_at = models.DateTimeField(null=True, blank=True, help_text="Server time; empty where the broker is silent.")
    done_at = models.DateTimeField(null=True, blank=True, help_text="Server time; empty while working.")
    state = models.CharField(max_length=30)
    comment = models.CharField(max_length=255, blank=True)

    class Meta:
        default_permissions = ("view",)
        ordering = ["-placed_at", "-ticket"]
        constraints = [
            models.UniqueConstraint(fields=["account", "ticket"], name="one_order_per_account_and_ticket"),
            models.UniqueConstraint(fields=["account", "external_id"], name="one_order_per_account_and_external_id"),
            models.CheckConstraint(condition=ONE_NUMBER, name="order_has_one_number"),
        ]
        indexes = [models.Index(fields=["account"], condition=models.Q(done_at__isnull=True), name="working_orders")]

    def __str__(self) -> str:
        return f"Order {self.number}"
