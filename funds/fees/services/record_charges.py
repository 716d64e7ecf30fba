"""Put on record which fees were kept back from a redemption; the redemption itself has posted them."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.fees.domain.charges import Charge
from funds.fees.domain.fee_terms import FeeKind
from funds.fees.errors import FeesError
from funds.fees.events import FeeBillPaid, FeeCharged
from funds.fees.models import FeeCharge
from funds.fees.selectors.charged import open_bills
from funds.fees.selectors.redemption import BILLS
from funds.models import Investment


@transaction.atomic
def record_charges(
    charges: Iterable[Charge], *, investment: Investment, subject: str, entry: int, by: User | None
) -> list[FeeCharge]:
    """One row for each fee in `entry`, and the bills it settles; the same entry again changes nothing.

    Raises FeesError if the bills to settle are no longer what they were when the charges were worked out.
    """
    Investment.objects.select_for_update().get(pk=investment.pk)
    kept = FeeCharge.objects.filter(entry=entry, investment=investment)
    if kept or FeeCharge.objects.filter(settlement_entry=entry, investment=investment):
        return list(kept)
    rows = []
    for charge in charges:
        if charge.kind == BILLS:
            _settle_bills(charge, investment, entry, by)
        else:
            rows.append(_row(charge, investment, subject, entry, by))
    return rows


def _row(charge: Charge, investment: Investment, subject: str, entry: int, by: User | None) -> FeeCharge:
    today = clock.today()
    kind = FeeKind(charge.kind)
    event = FeeCharged(
        investment.number, investment.client_id, kind, charge.amount, charge.until or today, "the redemption"
    )
    record(event, by=by)
    return FeeCharge.objects.create(
        investment=investment,
        kind=kind,
        label=charge.label,
        currency=charge.amount.currency,
        amount_minor=charge.amount.minor,
        withheld_minor=charge.amount.minor,
        until=charge.until or today,
        value_on=charge.until or today,
        subject=subject,
        entry=entry,
        charged_by=by,
        charged_at=clock.now(),
    )


def _settle_bills(charge: Charge, investment: Investment, entry: int, by: User | None) -> None:
    rest, paid_on = charge.amount, charge.until or clock.today()
    for bill in open_bills(investment).select_for_update():
        if bill.billed > rest:
            break
        rest -= bill.billed
        bill.settled_on, bill.settlement_entry, bill.settled_by = paid_on, entry, by
        bill.save(update_fields=["settled_on", "settlement_entry", "settled_by"])
        record(FeeBillPaid(investment.number, investment.client_id, bill.kind, bill.billed, paid_on, ""), by=by)
    if rest:
        raise FeesError(f"The bills of {investment.number} have changed meanwhile; work the redemption out again.")
