"""Sums of legs by day and by month of value: a balance as of any date is a handful of rows."""

from django.db import models

from accounts.ledger.models.account import Account


class DayTotal(models.Model):
    """Sum of an account's legs of one value date, in minor units; kept by the trigger on legs."""

    pk = models.CompositePrimaryKey("account_id", "day")
    account = models.ForeignKey(
        Account, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    day = models.DateField()
    amount = models.BigIntegerField()

    class Meta:
        db_table = "ledger_day_total"


class MonthTotal(models.Model):
    """Sum of an account's legs of one month of value, in minor units; kept by the trigger on legs."""

    pk = models.CompositePrimaryKey("account_id", "month")
    account = models.ForeignKey(
        Account, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    month = models.DateField(help_text="Its first day.")
    amount = models.BigIntegerField()

    class Meta:
        db_table = "ledger_month_total"
