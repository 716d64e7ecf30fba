"""On its window an approved redemption leaves the investment and becomes payable."""

from datetime import date

from django.db import transaction

from accounts.ledger.api import PeriodClosed, post_entry
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.money import Money
from funds.errors import BadDate, IllegalState
from funds.models import Accrual
from funds.redemptions.domain.proceeds import NothingLeftToPay, Proceeds
from funds.redemptions.domain.redemption_states import RedemptionAction
from funds.redemptions.errors import RedemptionRefused
from funds.redemptions.events import RedemptionBecamePayable
from funds.redemptions.models import Occasion, Redemption
from funds.redemptions.selectors.charges import Charge, charges_for
from funds.redemptions.selectors.reserved import interest_outstanding
from funds.redemptions.services.lock_redemption import lock_redemption
from funds.redemptions.services.move_redemption import move_redemption
from funds.redemptions.services.postings import charges_draft, settlement_draft, sum_of
from funds.redemptions.services.record_kept_back import record_kept_back
from funds.services.reduce_principal import hold_principal_still, reduce_principal


@transaction.atomic
def settle_redemption(*, redemption: Redemption, value_on: date, by: User | None) -> Redemption:
    """The payable redemption; interest must be accrued exactly to `value_on`, its window or, settled late, a later day.

    Raises IllegalState, BadDate (before the window, interest not accrued to that day, a closed period),
    RedemptionRefused if charges take all of it.
    """
    # No night may be accrued between reading how far interest went and taking the principal out.
    hold_principal_still()
    redemption = lock_redemption(redemption)
    if redemption.state != Redemption.State.APPROVED:
        raise IllegalState(f"{redemption.number} is {redemption.state}; only what is approved becomes payable.")
    if not redemption.window_on <= value_on <= clock.today():
        raise BadDate(f"{redemption.number} becomes payable from {redemption.window_on:%-d %b %Y} on.")
    investment = redemption.investment
    accrued_through = Accrual.objects.values_list("accrued_through", flat=True).get(investment=investment)
    if accrued_through != value_on:
        raise BadDate(f"Interest of {investment.number} is accrued to {accrued_through:%-d %b %Y}, not to that day.")
    proceeds, charges = proceeds_of(redemption, value_on)
    event = RedemptionBecamePayable(
        redemption.number, investment.client_id, investment.number, proceeds.principal, proceeds.interest,
        proceeds.charges, value_on,
    )  # fmt: skip
    recorded = record(event, by=by)
    try:
        entry = post_entry(settlement_draft(redemption, proceeds, value_on, event=recorded), by=by).entry
        kept = (
            post_entry(charges_draft(redemption, charges, value_on, event=recorded), by=by).entry if charges else None
        )
    except PeriodClosed as error:
        raise BadDate(f"The books of {value_on:%-d %b %Y} are closed.") from error
    reduce_principal(
        investment=investment,
        principal=proceeds.principal,
        interest=proceeds.interest,
        effective_on=value_on,
        reference=redemption.number,
    )
    if kept is not None:
        record_kept_back(charges, redemption=redemption, entry=kept, by=by)
    return move_redemption(
        redemption,
        RedemptionAction.SETTLE,
        settled_on=value_on,
        principal_minor=proceeds.principal.minor,
        interest_minor=proceeds.interest.minor,
        charges_minor=proceeds.charges.minor,
        settlement_entry=entry,
        charges_entry=kept,
    )


def proceeds_of(redemption: Redemption, value_on: date) -> tuple[Proceeds, list[Charge]]:
    """What leaves on `value_on`, and the fees kept back from it."""
    investment = redemption.investment
    principal = investment.principal_left if redemption.full else redemption.asked
    interest = interest_outstanding(investment) if redemption.with_interest else Money.zero(investment.currency)
    charges = charges_for(investment, principal, interest, as_of=value_on, early=redemption.occasion == Occasion.EARLY)
    try:
        return Proceeds(principal, interest, sum_of(charges, investment.currency)), charges
    except NothingLeftToPay as error:
        raise RedemptionRefused(f"{redemption.number}: {error}.") from error
