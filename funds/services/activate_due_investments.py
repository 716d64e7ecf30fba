"""Let incubation begin, and end: from its end an investment earns."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from accounts.trail.api import record
from funds.domain.investment_states import Action, InvestmentState
from funds.events import IncubationStarted, InvestmentActivated
from funds.models import Accrual, Investment
from funds.services.move_investment import move_investment


def activate_due_investments(*, as_of: date, by: User | None, only: Collection[int] | None = None) -> list[Investment]:
    """Investments that changed state by `as_of`, each in a transaction of its own; again is harmless."""
    waiting = Investment.objects.filter(
        Q(state=InvestmentState.FUNDED, funded_on__lte=as_of)
        | Q(state=InvestmentState.INCUBATING, earns_from__lte=as_of)
    )
    if only is not None:
        waiting = waiting.filter(pk__in=only)
    return [
        investment
        for pk in waiting.order_by("pk").values_list("pk", flat=True)
        if (investment := _move(pk, as_of, by)) is not None
    ]


@transaction.atomic
def _move(pk: int, as_of: date, by: User | None) -> Investment | None:
    investment = Investment.objects.select_for_update().get(pk=pk)
    assert investment.earns_from is not None
    if investment.earns_from <= as_of and investment.state in (InvestmentState.FUNDED, InvestmentState.INCUBATING):
        move_investment(investment, Action.ACTIVATE)
        Accrual.objects.create(investment=investment, accrued_through=investment.earns_from)
        record(InvestmentActivated(investment.number, investment.client_id, investment.earns_from), by=by)
    elif investment.state == InvestmentState.FUNDED:
        move_investment(investment, Action.INCUBATE)
        record(IncubationStarted(investment.number, investment.client_id, investment.earns_from), by=by)
    else:
        return None
    return investment
