"""What money was worth every evening, and what came to it and left it: of investments by the ledger, of accounts by
their deals.

An investment is worth what is owed on it: principal + interest accrued - paid out + redeemed and not yet sent. Money
from or to the client is a flow; interest is earned, fees and penalties are borne. An account is worth its balance:
results of trades are earned, all else is a flow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts.ledger.api import moved_by_day, outside_flows, total_history
from fidus.lib.money import Money
from funds.models import Investment
from funds.performance.domain.returns import CashFlow, Valuation
from trading.daily import day_changes, first_day
from trading.models import BrokerAccount
from trading.selectors import performance_history

_DAY = timedelta(days=1)
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Series:
    """Every evening, the first being the one before the first day; `flows` are of the days after it."""

    currency: str
    valuations: tuple[Valuation, ...]
    flows: tuple[CashFlow, ...]

    @property
    def start(self) -> date:
        return self.valuations[0].on

    @property
    def end(self) -> date:
        return self.valuations[-1].on

    @property
    def opening(self) -> Money:
        return Money(self.valuations[0].value, self.currency)

    @property
    def closing(self) -> Money:
        return Money(self.valuations[-1].value, self.currency)

    @property
    def paid_in(self) -> Money:
        return Money(sum((flow.paid_in for flow in self.flows), _NOTHING), self.currency)

    @property
    def paid_out(self) -> Money:
        return Money(sum((flow.paid_out for flow in self.flows), _NOTHING), self.currency)

    @property
    def gain(self) -> Money:
        """What was neither there before nor paid in."""
        return self.closing + self.paid_out - self.opening - self.paid_in


def series_of_investments(
    investments: Iterable[Investment], *, currency: str, start: date | None, end: date
) -> Series | None:
    """All of `currency` together; `start` None is their first money. None if they held none. Three queries."""
    held = [one for one in investments if one.currency == currency and one.funded_on and one.funded_on <= end]
    if not held:
        return None
    first = min(one.funded_on for one in held if one.funded_on) - _DAY
    start = first if start is None else max(start, first)
    accounts = [account for one in held for account in one.ledger_accounts]
    # What is owed stands in credit.
    sums = total_history(accounts, dates=[start]).get(currency)
    opening = -sums[0].amount if sums else _NOTHING
    moved = moved_by_day(accounts, start=start + _DAY, end=end).get(currency, {})
    flows = outside_flows(dict.fromkeys(accounts, 0), through=flow_accounts(held), start=start + _DAY, end=end)
    by_day = {flow.on: _flow(flow.on, flow.amount.amount) for flow in flows if flow.amount.currency == currency}
    changes = {day: -money.amount for day, money in moved.items()}
    return _series(currency, start, end, opening, changes, by_day)


def flow_accounts(investments: Iterable[Investment]) -> list[int]:
    """All but accrued interest, which is only ever earned or taken back: no night of it need be looked at."""
    return [account for one in investments for account in one.ledger_accounts if account != one.interest_account]


def series_of_accounts(
    accounts: Sequence[BrokerAccount], *, currency: str, start: date | None, end: date
) -> Series | None:
    """All accounts kept in `currency` together; None if nothing happened in them. Three queries."""
    ids = [account.pk for account in accounts if account.currency == currency]
    first = first_day(ids)
    if first is None or first > end:
        return None
    start = first - _DAY if start is None else max(start, first - _DAY)
    standings = performance_history(ids, dates=[start]).values()
    opening = sum((days[0].balance.amount for days in standings), _NOTHING)
    changes: dict[date, Decimal] = {}
    flows: dict[date, CashFlow] = {}
    for day in day_changes(ids, start=start + _DAY, end=end):
        changes[day.on] = day.result + day.paid_in - day.paid_out
        if day.paid_in or day.paid_out:
            flows[day.on] = CashFlow(day.on, day.paid_in, day.paid_out)
    return _series(currency, start, end, opening, changes, flows)


def _flow(on: date, amount: Decimal) -> CashFlow:
    return CashFlow(on, max(amount, _NOTHING), max(-amount, _NOTHING))


def _series(
    currency: str, start: date, end: date, opening: Decimal, changes: dict[date, Decimal], flows: dict[date, CashFlow]
) -> Series | None:
    """Up to the last evening on which there was money: what is closed earns no more and shortens no year."""
    value, valuations = opening, [Valuation(start, opening)]
    days: dict[date, Decimal] = defaultdict(Decimal, changes)
    last = 0
    for place in range(1, (end - start).days + 1):
        day = start + timedelta(place)
        value += days[day]
        valuations.append(Valuation(day, value))
        if value or day in changes:
            last = place
    if last == 0:
        return None
    kept = valuations[: last + 1]
    return Series(currency, tuple(kept), tuple(flows[day] for day in sorted(flows) if day <= kept[-1].on))
