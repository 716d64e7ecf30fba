"""The one guarded step from a state of an investment to the next."""

from funds.domain.investment_states import Action, IllegalAction, InvestmentState, after
from funds.errors import IllegalState
from funds.models import Investment


def move_investment(investment: Investment, action: Action, **changes: object) -> Investment:
    """Move the row and `investment` itself, with `changes`; raises IllegalState, also if somebody else was quicker."""
    old = InvestmentState(investment.state)
    try:
        new = after(old, action)
    except IllegalAction as error:
        raise IllegalState(f"{investment.number} is {old}: {error}.") from error
    changes["state"] = new
    if Investment.objects.filter(pk=investment.pk, state=old).update(**changes) != 1:
        raise IllegalState(f"{investment.number} is no longer {old}; somebody else has just changed it.")
    for name, value in changes.items():
        setattr(investment, name, value)
    return investment
