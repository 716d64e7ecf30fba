"""A payment of interest failed: it is to be paid again."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.domain.payout_states import PayoutAction, PayoutState
from funds.errors import BadDate, IllegalState, NotWithinTerms, SecondPersonNeeded
from funds.events import InterestPaymentFailed
from funds.models import InterestPayout
from funds.services.move_payout import move_payout
from funds.services.reverse_payment import reverse_payment


@transaction.atomic
def reopen_interest_payout(
    *, payout: InterestPayout, references: Collection[str], failed_on: date, reason: str, by: User | None
) -> InterestPayout | None:
    """The payment, approved again; None if it is no longer, or never was, paid by one of `references`.

    So the same failure told twice changes nothing twice. The approval stands until somebody takes it back. `by` None is
    an explorer. Raises SecondPersonNeeded for whoever booked it as paid, NotWithinTerms without a reason, BadDate.
    """
    payout = InterestPayout.objects.select_for_update(of=("self",)).select_related("investment").get(pk=payout.pk)
    if payout.state != PayoutState.PAID or payout.bank_reference not in references:
        return None
    if by is not None and payout.paid_by_id == by.pk:
        raise SecondPersonNeeded("You booked this payment; another person says that it failed.")
    if not reason.strip():
        raise NotWithinTerms("Say how it is known that the money did not arrive.")
    if failed_on > clock.today():
        raise BadDate("Money is back when it is here, not before.")
    if payout.payment_entry is None:
        raise IllegalState("It was booked before payments knew their entry; reverse it in the journal.")
    assert payout.paid_on is not None
    reference, text = payout.bank_reference or "", f"{payout}: {reason.strip()}"
    # Money is not back before it left.
    value_on = reverse_payment(
        payout.payment_entry, key=f"{payout.payment_key}:failed", back_on=max(failed_on, payout.paid_on), reason=text,
        by=by,
    )  # fmt: skip
    move_payout(
        payout, PayoutAction.REOPEN, paid_by=None, paid_on=None, bank_reference=None, payment_entry=None,
        failed_payments=payout.failed_payments + 1, failed_by=by,
    )  # fmt: skip
    investment = payout.investment
    event = InterestPaymentFailed(
        investment.number, investment.client_id, payout.due_on, payout.amount, reference, value_on, reason.strip()
    )
    record(event, by=by)
    return payout
