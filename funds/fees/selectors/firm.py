"""Fees in the figures of the firm."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, Sum

from fidus.lib.money import Money
from funds.fees.models import FeeCharge


def fees_billed(currency: str, as_of: date) -> Money:
    """Fees billed to clients up to `as_of`, paid or not.

    Fees taken from interest or kept back from a redemption are not among them: they have lowered what is owed already.
    """
    counts = Q(reversed_on__isnull=True) | Q(reversed_on__gt=as_of)
    charges = FeeCharge.objects.filter(counts, currency=currency, value_on__lte=as_of)
    return Money.from_minor(int(charges.aggregate(sum=Sum("billed_minor"))["sum"] or 0), currency)
