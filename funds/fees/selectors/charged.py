"""What was charged, as far as it still counts."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet, Sum

from fidus.lib.money import Money
from funds.fees.domain.fee_terms import FeeKind
from funds.fees.models import Crystallisation, FeeCharge
from funds.models import Investment

# A reversed charge still counts where the client was let off: what was accrued for it is not asked for again.
COUNTS = Q(reversed_on__isnull=True) | Q(charge_again=False)
OPEN_BILL = Q(billed_minor__gt=0, settled_on__isnull=True, reversed_on__isnull=True)


def management_charged(investments: Iterable[Investment]) -> dict[int, Money]:
    """By investment id, all management fees charged so far. One query."""
    investments = list(investments)
    rows = FeeCharge.objects.filter(COUNTS, kind=FeeKind.MANAGEMENT, investment__in=investments)
    sums = dict(rows.values_list("investment").annotate(Sum("amount_minor")).order_by())
    return {one.pk: Money.from_minor(sums.get(one.pk, 0), one.currency) for one in investments}


def last_crystallisations(investments: Iterable[Investment]) -> dict[int, Crystallisation]:
    """By investment id, the newest mark that counts. One query."""
    rows = Crystallisation.objects.filter(
        Q(charge__reversed_on__isnull=True) | Q(charge__charge_again=False),
        investment__in=list(investments),
    )
    return {row.investment_id: row for row in rows.order_by("on", "pk")}


def open_bills(investment: Investment) -> QuerySet[FeeCharge]:
    """Fees billed and not yet paid, the oldest first."""
    return investment.fee_charges.filter(OPEN_BILL).order_by("value_on", "pk")
