"""Give up an investment whose money never came."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from funds.domain.investment_states import Action
from funds.errors import NotWithinTerms
from funds.events import InvestmentCancelled
from funds.models import Investment
from funds.services.move_investment import move_investment


@transaction.atomic
def cancel_investment(*, investment: Investment, reason: str, by: User | None) -> Investment:
    """The cancelled investment; raises IllegalState once money has come, NotWithinTerms without a reason."""
    if not reason.strip():
        raise NotWithinTerms("Say why the investment is cancelled.")
    move_investment(investment, Action.CANCEL)
    record(InvestmentCancelled(investment.number, investment.client_id, reason.strip()), by=by)
    return investment
