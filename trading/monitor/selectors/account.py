"""All that one account's page shows, besides its curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from fidus.lib import clock
from trading.alerts.models import Alert
from trading.alerts.selectors.alerts import live_alerts
from trading.connections.models import Connection
from trading.models import BrokerAccount, CashOperation, Deal, Order, Position, ReportImport
from trading.monitor.selectors.accounts import AccountLine, lines, monitored
from trading.monitor.selectors.days import with_days
from trading.monitor.selectors.exposure import Exposure, exposure
from trading.reconciliation.domain.break_states import LIVE
from trading.reconciliation.models import Break
from trading.selectors import AccountPerformance, performance
from trading.watch.models import Watch

POSITIONS, DEALS, ORDERS, FEW = 100, 20, 50, 8


@dataclass(frozen=True, slots=True)
class AccountView:
    """`line` is None of a disabled account; `watch` and `connection` where it has none."""

    account: BrokerAccount
    line: AccountLine | None
    made: AccountPerformance
    watch: Watch | None
    connection: Connection | None
    positions: Sequence[Position]
    orders: Sequence[Order]
    deals: Sequence[Deal]
    cash: Sequence[CashOperation]
    imports: Sequence[ReportImport]
    exposure: Sequence[Exposure]
    breaks: Sequence[Break]
    alerts: Sequence[Alert]

    @property
    def is_stale(self) -> bool:
        return self.line is not None and self.line.origin == "stale"


def account_view(account: BrokerAccount) -> AccountView:
    """The same number of queries however much there is."""
    found = with_days(lines(monitored().filter(pk=account.pk)))
    held = account.positions.filter(closed_at=None).order_by("symbol", "opened_at", "pk")
    connection = Connection.objects.select_related("gateway").filter(account=account).first()
    breaks = Break.objects.filter(Q(state__in=[state.value for state in LIVE]), account=account)
    return AccountView(
        account=account,
        line=found[0] if found else None,
        made=performance([account], as_of=clock.today())[account.pk],
        watch=Watch.objects.select_related("line").filter(account=account).first(),
        connection=connection,
        positions=list(held[:POSITIONS]),
        orders=list(account.orders.filter(done_at=None).order_by("symbol", "placed_at", "pk")[:ORDERS]),
        deals=list(account.deals.order_by("-dealt_at", "-pk")[:DEALS]),
        cash=list(account.cash_operations.all()[:FEW]),
        imports=list(account.imports.select_related("uploaded_by")[:FEW]),
        exposure=exposure(accounts=[account.pk]),
        alerts=list(live_alerts(account.pk)[:FEW]),
        breaks=list(breaks.select_related("account").order_by("-since")[:FEW]),
    )
