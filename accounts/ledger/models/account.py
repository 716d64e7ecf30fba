"""Accounts, as in a chart of accounts."""

from django.db import models
from django.db.models import Q

from accounts.ledger.domain.account_codes import CODE_PATTERN, ROOTS


class Account(models.Model):
    """One account in one currency; opened once, never changed."""

    KINDS = [(kind, kind.capitalize()) for kind in ROOTS]

    code = models.TextField(db_collation="C")
    kind = models.TextField(choices=KINDS)
    currency = models.TextField()
    label = models.TextField(blank=True)
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_account"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="ledger_account_one_per_code"),
            models.CheckConstraint(condition=Q(code__regex=CODE_PATTERN), name="ledger_account_code_is_beancount"),
            models.CheckConstraint(
                condition=Q(
                    *[Q(kind=kind, code__startswith=f"{root}:") for kind, root in ROOTS.items()], _connector=Q.OR
                ),
                name="ledger_account_kind_is_its_root",
            ),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="ledger_account_currency_is_iso"),
        ]

    def __str__(self) -> str:
        return self.code
