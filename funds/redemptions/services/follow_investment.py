"""Let an investment's state follow its redemptions: redeeming while one is under way, closed when nothing is left."""

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.money import Money
from funds.domain.investment_states import Action, InvestmentState
from funds.models import InterestPayout, Investment
from funds.redemptions.events import InvestmentClosed, InvestmentReopened
from funds.redemptions.selectors.reserved import has_live_redemption
from funds.selectors.obligations import obligations
from funds.services.move_investment import move_investment


def follow_investment(investment: Investment, *, by: User | None) -> Investment:
    """Inside the transaction that changed a redemption, with the investment's row locked."""
    live, state = has_live_redemption(investment), InvestmentState(investment.state)
    if state is InvestmentState.CLOSED and not _is_empty(investment):
        move_investment(investment, Action.REOPEN, closed_on=None)
        record(InvestmentReopened(investment.number, investment.client_id, clock.today()), by=by)
        state = InvestmentState.ACTIVE
    # With nothing invested it was closed once: it waits for its last payment, and is closed again by the night.
    if (live or not investment.principal_left) and state is InvestmentState.ACTIVE:
        move_investment(investment, Action.REDEEM)
    elif not live and state is InvestmentState.REDEEMING:
        if _is_empty(investment):
            move_investment(investment, Action.CLOSE, closed_on=clock.today())
            record(InvestmentClosed(investment.number, investment.client_id, clock.today()), by=by)
        elif investment.principal_left:
            move_investment(investment, Action.CONTINUE)
    return investment


def _is_empty(investment: Investment) -> bool:
    """Nothing invested, nothing owed, no interest payment on its way."""
    if investment.principal_left:
        return False
    owed = obligations([investment], as_of=clock.today())[investment.pk]
    on_its_way = InterestPayout.objects.filter(investment=investment).exclude(state="paid").exists()
    return owed.total == Money.zero(investment.currency) and not on_its_way
