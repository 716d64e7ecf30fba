"""Book what brokers told of trades and cash: each thing once, however often and by whatever way it is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import transaction

from trading.brokers.facts import CashState, FillState
from trading.domain.booking import CannotBook, CashEntry, Number, TradeEntry, cash_entry, trade_entry
from trading.errors import BookingRefused
from trading.models import BrokerAccount, ReportImport
from trading.services.add_cash import add_cash
from trading.services.add_deals import add_deals
from trading.services.complete_costs import complete_costs
from trading.services.cover_history import cover_history
from trading.services.realise_profits import realise_profits

Known = tuple[int, Number]


@dataclass(frozen=True, slots=True)
class Seen:
    """What was told of one account. `cash` is None where the broker does not tell of it, which is not the same as none.

    `balance` is the broker's at that moment, if told; `whole`: all there is from the account's very beginning on.
    """

    account_id: int
    fills: Sequence[FillState]
    cash: Sequence[CashState] | None
    balance: Decimal | None
    whole: bool


@dataclass(frozen=True, slots=True)
class Booked:
    """How many were new, and of how many deals the costs came now."""

    deals: int = 0
    cash: int = 0
    costs: int = 0
    new_deals: tuple[int, ...] = ()


def book_history(seen: Iterable[Seen], *, report: ReportImport | None = None) -> dict[int, Booked]:
    """By account id, of those that are open: a disabled account takes no more history and is left out.

    All of it or nothing, within the caller's transaction. What is held already stays as it was told first, but for
    costs that were to come. Raises BookingRefused with the account whose facts cannot stand in the books.
    """
    told = _by_account(seen)
    with transaction.atomic():
        # In one order, and only against each other: who adds rows about an account does not wait.
        locked = BrokerAccount.objects.select_for_update(no_key=True).filter(pk__in=told, disabled_at=None)
        accounts = {account.pk: account for account in locked.order_by("pk")}
        told = {pk: told[pk] for pk in accounts}
        trades, cash = _entries(accounts, told)
        deals = add_deals(trades, report=report)
        costs = complete_costs(trades)
        realise_profits(accounts, deals)
        balances = {pk: one.balance for pk, one in told.items() if one.balance is not None and one.cash is not None}
        whole = {pk for pk, one in told.items() if one.whole and one.cash is not None}
        operations = add_cash(accounts, cash, balances=balances, whole=whole, report=report)
        cover_history(
            accounts,
            deals=[deal for added in deals.values() for deal in added],
            cash=[operation for added in operations.values() for operation in added],
            balances={pk: one.balance for pk, one in told.items() if one.balance is not None},
            proved=balances.keys(),
            whole=whole,
        )
    return {
        pk: Booked(len(deals.get(pk, ())), len(operations.get(pk, ())), costs.get(pk, 0), tuple(deals.get(pk, ())))
        for pk in accounts
    }


def _by_account(seen: Iterable[Seen]) -> dict[int, Seen]:
    """Told twice of one account: all of it counts, and the later balance."""
    told: dict[int, Seen] = {}
    for one in seen:
        before = told.get(one.account_id)
        told[one.account_id] = one if before is None else _joined(before, one)
    return told


def _joined(before: Seen, after: Seen) -> Seen:
    cash = None if before.cash is None and after.cash is None else [*(before.cash or ()), *(after.cash or ())]
    return replace(
        after,
        fills=[*before.fills, *after.fills],
        cash=cash,
        balance=before.balance if after.balance is None else after.balance,
        whole=before.whole or after.whole,
    )


def _entries(
    accounts: Mapping[int, BrokerAccount], told: Mapping[int, Seen]
) -> tuple[dict[Known, TradeEntry], dict[int, dict[Number, CashEntry]]]:
    """By number, oldest first, each account's together."""
    trades: dict[Known, TradeEntry] = {}
    cash: dict[int, dict[Number, CashEntry]] = defaultdict(dict)
    for pk, account in accounts.items():
        platform, currency = account.platform, account.currency
        try:
            for fill in sorted(told[pk].fills, key=lambda fill: fill.at):
                entry = trade_entry(fill, platform=platform, currency=currency)
                before = trades.get((pk, entry.number))
                if before is None or before.costs_pending:
                    trades[pk, entry.number] = entry
            for operation in sorted(told[pk].cash or (), key=lambda operation: operation.at):
                moved = cash_entry(operation, platform=platform, currency=currency)
                cash[pk].setdefault(moved.number, moved)
        except (CannotBook, TypeError) as wrong:
            raise BookingRefused(f"account {account.login}: {wrong}", account_id=pk) from wrong
    return trades, cash
