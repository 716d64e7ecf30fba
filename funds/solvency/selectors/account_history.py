"""The accounts' daily returns, read from deals and cash operations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import F, Sum
from django.db.models.functions import TruncDate

from funds.solvency.domain.returns import daily_returns, trading_days
from trading.models import BrokerAccount, CashOperation, Deal

ByDay = dict[int, dict[date, Decimal]]


def account_history(
    accounts: Sequence[BrokerAccount], *, as_of: date
) -> tuple[list[date], dict[int, list[float | None]]]:
    """The days of the firm's history, and by account id one return for each; two queries."""
    end = datetime.combine(as_of + timedelta(days=1), time(), tzinfo=UTC)
    deals = Deal.objects.filter(account__in=accounts, dealt_at__lt=end).annotate(day=TruncDate("dealt_at", tzinfo=UTC))
    results = _by_day(
        deals.order_by()
        .values_list("account_id", "day")
        .annotate(made=Sum(F("profit") + F("swap") + F("commission") + F("fee")))
    )
    moved = CashOperation.objects.filter(account__in=accounts, operated_at__lt=end, in_balance=True)
    flows = _by_day(
        moved.annotate(day=TruncDate("operated_at", tzinfo=UTC))
        .order_by()
        .values_list("account_id", "day")
        .annotate(made=Sum("amount"))
    )
    first = min((day for of in (*results.values(), *flows.values()) for day in of), default=None)
    if first is None:
        return [], {account.pk: [] for account in accounts}
    days = trading_days(first, as_of)
    return days, {
        account.pk: daily_returns(
            results.get(account.pk, {}), flows.get(account.pk, {}), days=days, known_until=_known_until(account, as_of)
        )
        for account in accounts
    }


def _known_until(account: BrokerAccount, as_of: date) -> date:
    seen = [at.date() for at in (account.last_at, account.snapshot_at) if at]
    return min(max(seen), as_of) if seen else as_of


def _by_day(rows: object) -> ByDay:
    found: ByDay = defaultdict(dict)
    for account, day, amount in rows:  # type: ignore[attr-defined]
        found[account][day] = amount
    return found
