"""What was traded on the broker accounts of an investment that are shared with its client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from funds.models import Investment
from funds.selectors.shared_accounts import shared_mappings
from trading.desk.selectors.client_trades import TradeDay, trades_by_day
from trading.monitor.selectors.reduced import ReducedLine, reduced_lines


@dataclass(frozen=True, slots=True)
class SharedTrades:
    line: ReducedLine
    from_on: date
    days: Sequence[TradeDay]


def shared_trades(investment: Investment, *, as_of: date) -> list[SharedTrades]:
    """Of each account that is shared on the day, nothing of before it worked for them. Three queries."""
    began = dict(shared_mappings(investment, as_of=as_of).values_list("account", "from_on"))
    lines = reduced_lines(began)
    days = trades_by_day({account: on for account, on in began.items() if account in lines})
    return [SharedTrades(lines[account], on, days[account]) for account, on in began.items() if account in lines]
