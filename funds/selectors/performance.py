"""What trading earned for each investment: the results of the accounts it is mapped to, divided by share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.wall import outside_wall
from fidus.lib.money import Money
from funds.domain.attribution import Share, attribute_history, boundaries
from funds.models import AccountMapping
from trading.selectors import trading_results


@dataclass(frozen=True, slots=True)
class Performance:
    """For one currency: `by_investment` holds one figure for each date asked for, `own` what nobody is mapped to."""

    by_investment: dict[int, list[Money]]
    own: list[Money]
    last_deal_at: datetime | None
    accounts: int


def performance_of_accounts(currency: str, *, dates: Sequence[date]) -> Performance:
    """At the end of each of `dates`, of all accounts kept in `currency`. Two queries, however many accounts."""
    # Whose a cent is that cannot be split depends on everybody's shares: the house reckons, also for a client's page.
    with outside_wall():
        shares = _shares(currency)
        # An investment that left and came back has two shares of one account: attribution adds them up under its id.
        days = {account: boundaries(held, max(dates)) for account, held in shares.items()}
        accounts = trading_results(currency, dates=dates, of_accounts=days)
    zero = Money.zero(currency)
    by_investment: dict[int, list[Money]] = defaultdict(lambda: [zero] * len(dates))
    own = [zero] * len(dates)
    for account, results in accounts.items():
        for place, parts in enumerate(attribute_history(shares[account], results.by_day, dates=dates)):
            for holder, part in parts.items():
                if holder is None:
                    own[place] += part
                else:
                    by_investment[holder][place] += part
    last = max((results.last_deal_at for results in accounts.values() if results.last_deal_at), default=None)
    return Performance(dict(by_investment), own, last, len(accounts))


def _shares(currency: str) -> dict[int, list[Share]]:
    shares: dict[int, list[Share]] = defaultdict(list)
    # A cent that cannot be split goes to whoever came first.
    mappings = AccountMapping.objects.filter(account__currency=currency).order_by("from_on", "investment__number")
    for account, investment, share, start, end in mappings.values_list(
        "account_id", "investment_id", "share", "from_on", "until_on"
    ):
        shares[account].append(Share(investment, share, start, end))
    return shares
