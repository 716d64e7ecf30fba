"""Take principal and interest out of what an investment earns on, or put them back."""

from datetime import date

from django.db import connection, transaction

from fidus.lib import clock
from fidus.lib.money import Money
from funds.errors import BadDate
from funds.models import Accrual, Investment, Reduction

# One number for the whole firm: a night of accrual and whoever changes principal wait for each other.
_PRINCIPAL = 4_871_203_377


def hold_principal_still() -> None:
    """Until the transaction ends no principal changes, and no night is accrued, in another one."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_PRINCIPAL])


@transaction.atomic
def reduce_principal(
    *, investment: Investment, principal: Money, interest: Money, effective_on: date, reference: str
) -> Reduction:
    """The new row; negative amounts put back. The caller posts to the ledger, in the same transaction.

    Raises BadDate if interest on what leaves is accrued beyond `effective_on` already.
    """
    hold_principal_still()
    accrued_through = Accrual.objects.values_list("accrued_through", flat=True).get(investment=investment)
    if principal > Money.zero(principal.currency) and effective_on < accrued_through:
        raise BadDate(f"Interest of {investment.number} is accrued to {accrued_through:%-d %b %Y} already.")
    reduction = Reduction.objects.create(
        investment=investment,
        effective_on=effective_on,
        principal_minor=principal.minor,
        interest_minor=interest.minor,
        reference=reference,
        recorded_at=clock.now(),
    )
    investment.refresh_from_db(fields=["reduced_minor"])
    return reduction
