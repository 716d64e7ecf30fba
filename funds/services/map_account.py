"""Say which share of a broker account works for an investment."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.domain.attribution import Share
from funds.domain.investment_states import InvestmentState
from funds.errors import BadMapping, IllegalState
from funds.events import AccountMapped
from funds.models import AccountMapping, Investment
from trading.models import BrokerAccount

_ENDED = (InvestmentState.CLOSED, InvestmentState.CANCELLED)


@transaction.atomic
def map_account(
    *,
    investment: Investment,
    account: BrokerAccount,
    share: Decimal = Decimal(1),
    from_on: date,
    by: User | None,
) -> AccountMapping:
    """The new mapping; raises BadMapping if currencies differ or more than the whole account would be given away."""
    account = BrokerAccount.objects.select_for_update().get(pk=account.pk)
    if investment.state in _ENDED:
        raise IllegalState(f"{investment.number} is {investment.state}; nothing works for it any more.")
    if account.currency != investment.currency:
        raise BadMapping(f"{account} is kept in {account.currency}, {investment.number} in {investment.currency}.")
    if not 0 < share <= 1:
        raise BadMapping("A share is more than 0 and at most 1, the whole account.")
    held = [
        Share(mapping.pk, mapping.share, mapping.from_on, mapping.until_on)
        for mapping in AccountMapping.objects.filter(account=account)
    ]
    _refuse_overlap(investment, account, from_on)
    _refuse_more_than_the_whole(account, [*held, Share(0, share, from_on, None)], from_on)
    mapping = AccountMapping.objects.create(
        investment=investment, account=account, share=share, from_on=from_on, mapped_by=by, mapped_at=clock.now()
    )
    record(AccountMapped(investment.number, investment.client_id, str(account), share, from_on), by=by)
    return mapping


def _refuse_overlap(investment: Investment, account: BrokerAccount, from_on: date) -> None:
    for other in AccountMapping.objects.filter(account=account, investment=investment):
        if other.until_on is None or other.until_on > from_on:
            raise BadMapping(f"{investment.number} has a share of {account} already; end it first.")


def _refuse_more_than_the_whole(account: BrokerAccount, shares: list[Share], from_on: date) -> None:
    changes = {from_on} | {share.start for share in shares if share.start > from_on}
    for day in sorted(changes):
        given = sum((share.share for share in shares if share.held_on(day)), Decimal(0))
        if given > 1:
            raise BadMapping(f"On {day:%-d %b %Y}, {given * 100:f} % of {account} would be given away.")
