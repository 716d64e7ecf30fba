"""The redemptions' part of every night, before the night's interest: windows come, terms end, emptied ones close."""

from datetime import date

from django.db import transaction

from accounts.models import User
from funds.domain.investment_states import InvestmentState
from funds.models import Investment
from funds.redemptions.models import Redemption
from funds.redemptions.services.follow_investment import follow_investment
from funds.redemptions.services.lock_redemption import lock_investment
from funds.redemptions.services.redeem_matured import redeem_matured
from funds.redemptions.services.settle_due_redemptions import settle_due_redemptions


def run_night(*, as_of: date, by: User | None) -> list[Redemption]:
    """What became payable; again, it adds what is missing and nothing else."""
    redeem_matured(as_of=as_of, by=by)
    settled = settle_due_redemptions(as_of=as_of, by=by)
    emptied = Investment.objects.filter(state=InvestmentState.REDEEMING.value, reduced_minor__isnull=False)
    for pk in emptied.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            follow_investment(lock_investment(pk), by=by)
    return settled
