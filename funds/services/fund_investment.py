"""Book the client's money: from then on incubation runs."""

from datetime import date

from django.db import IntegrityError, transaction

from accounts.ledger.api import Draft, Leg, PeriodClosed, open_account, post_entry
from accounts.models import User
from accounts.trail.api import record
from compliance.gates import may_invest
from fidus.lib import clock
from fidus.lib.money import Money
from funds.domain.interest import anniversary
from funds.domain.investment_states import Action, InvestmentState
from funds.errors import BadDate, IllegalState, MayNotInvest, NotWithinTerms, ReferenceUsed
from funds.events import InvestmentFunded
from funds.models import Investment
from funds.services.activate_due_investments import activate_due_investments
from funds.services.move_investment import move_investment


@transaction.atomic
def fund_investment(
    *,
    investment: Investment,
    received_on: date,
    bank_reference: str,
    amount: Money | None = None,
    by: User | None,
) -> Investment:
    """The funded investment; `received_on` is the value date. What came in becomes the principal.

    The same reference, amount and day again change nothing. Raises MayNotInvest, NotWithinTerms (too little, another
    currency), ReferenceUsed, IllegalState, BadDate (in the future or in a closed period).
    """
    investment = (
        Investment.objects.select_for_update(of=("self",))
        .select_related("client", "terms__product")
        .get(pk=investment.pk)
    )
    amount = investment.principal if amount is None else amount
    bank_reference = bank_reference.strip()
    if _is_booked(investment, amount, received_on, bank_reference):
        return investment
    verdict = may_invest(investment.client)
    if not verdict.allowed:
        raise MayNotInvest(verdict.reasons)
    if investment.state != InvestmentState.OPEN:
        raise IllegalState(f"{investment.number} is {investment.state}; only an open investment takes money.")
    if received_on > clock.today():
        raise BadDate("Money is booked when it has come, not before.")
    least = Money.from_minor(1, investment.currency) if investment.tops_up_id else investment.terms.minimum
    if amount.currency != investment.currency or amount < least:
        raise NotWithinTerms(f"{investment.terms.product.code} takes {least} at least.")
    event = InvestmentFunded(investment.number, investment.client_id, amount, received_on, bank_reference)
    draft = funding_draft(investment, amount, received_on, bank_reference, event=record(event, by=by))
    try:
        move_investment(
            investment,
            Action.FUND,
            principal_minor=amount.minor,
            funded_on=received_on,
            earns_from=anniversary(received_on, investment.terms.incubation_months),
            bank_reference=bank_reference,
        )
    except IntegrityError as error:
        if "bank_reference" not in str(error):
            raise
        # Somebody booked it for another investment while we looked.
        raise ReferenceUsed(f"The bank's reference {bank_reference} was booked a moment ago.") from error
    try:
        post_entry(draft, by=by)
    except PeriodClosed as error:
        raise BadDate(f"The books of {received_on:%-d %b %Y} are closed.") from error
    activate_due_investments(as_of=clock.today(), only=[investment.pk], by=by)
    investment.refresh_from_db(fields=["state"])
    return investment


def funding_draft(
    investment: Investment, amount: Money, received_on: date, bank_reference: str, *, event: int | None = None
) -> Draft:
    """What funding posts; shown to the person before it is posted."""
    bank = open_account(
        code=f"Assets:Bank:{amount.currency}", kind="asset", currency=amount.currency, label="The firm's bank"
    )
    assert investment.principal_account is not None
    return Draft(
        key=f"funding:{bank_reference}",
        kind="subscription",
        text=f"Money received for {investment.number}",
        booked_on=clock.today(),
        value_on=received_on,
        legs=(Leg(bank, amount), Leg(investment.principal_account, -amount)),
        event=event,
    )


def _is_booked(investment: Investment, amount: Money, received_on: date, bank_reference: str) -> bool:
    if not bank_reference:
        raise ReferenceUsed("Give the bank's reference: it keeps the same money from being booked twice.")
    holder = Investment.objects.filter(bank_reference=bank_reference).first()
    if holder is None:
        return False
    if holder.pk == investment.pk and (holder.principal, holder.funded_on) == (amount, received_on):
        return True
    raise ReferenceUsed(f"The bank's reference {bank_reference} is booked already, for {holder.number}.")
