"""Accounts as the monitor shows them: their newest figures, where these come from and how old they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from fidus.lib import clock
from fidus.lib.money import Money
from trading.models import BrokerAccount
from trading.monitor.domain.figures import STALE_AFTER

LIVE, SIMULATED, IMPORTED, STALE, UNREAD = "live", "simulated", "imported", "stale", "unread"
ORIGINS = (LIVE, SIMULATED, IMPORTED, STALE, UNREAD)
WORDS = {LIVE: "Live", SIMULATED: "Simulated", IMPORTED: "Imported", STALE: "Stale", UNREAD: "Not read yet"}
SHORT = {"mt5": "MT5", "ib": "IB", "kite": "Kite", "alpaca": "Alpaca", "paper": "Paper"}
REAL_MONEY = Q(environment="live")
_AS_THEY_ARE = (
    "id", "login", "broker", "server", "name", "platform", "environment", "currency", "origin", "told_at",
)  # fmt: skip
_COLUMNS = (
    *_AS_THEY_ARE, "balance_told", "equity_told", "standing__open_profit", "standing__margin",
    "standing__margin_level", "standing__positions",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account of the monitor. Figures are None where nobody has told any; `margin_level` is a fraction."""

    id: int
    login: str
    broker: str
    server: str
    name: str
    platform: str
    environment: str
    currency: str
    origin: str
    told_at: datetime | None
    balance: Money | None
    equity: Money | None
    open_profit: Money | None
    margin: Money | None
    margin_level: Decimal | None
    positions: int | None
    # By monitor.selectors.days, where a page shows them.
    today: Decimal | None = None
    spark: str = ""
    rising: bool = field(default=True)

    @property
    def label(self) -> str:
        return f"{SHORT[self.platform]} {self.login}"

    @property
    def is_real(self) -> bool:
        return self.environment == "live"

    @property
    def word(self) -> str:
        return WORDS[self.origin]


def monitored() -> QuerySet[BrokerAccount]:
    """Accounts that are not disabled, with `origin`, `told_at`, `balance_told` and `equity_told`.

    What a broker told last goes before what a report printed; a report has no equity of its own, so its balance stands
    for it. Uses only columns that clients may read of accounts that are shared with them.
    """
    stale = Q(standing__seen_at__lt=clock.now() - STALE_AFTER)
    seen = Q(standing__seen_at__isnull=False)
    origin = Case(
        When(stale, then=Value(STALE)),
        When(seen & REAL_MONEY, then=Value(LIVE)),
        When(seen, then=Value(SIMULATED)),
        When(closing_balance__isnull=False, then=Value(IMPORTED)),
        default=Value(UNREAD),
        output_field=CharField(),
    )
    return BrokerAccount.objects.filter(disabled_at=None).annotate(
        origin=origin,
        told_at=Coalesce(F("standing__seen_at"), F("snapshot_at"), F("last_at")),
        balance_told=Coalesce(F("standing__balance"), F("closing_balance")),
        equity_told=Coalesce(F("standing__equity"), F("closing_balance")),
    )


def of_origin(accounts: QuerySet[BrokerAccount], origin: str) -> QuerySet[BrokerAccount]:
    """Those of `accounts`, which come of `monitored`, that are of one of ORIGINS."""
    return accounts.filter(Q(origin=origin))


def lines(accounts: QuerySet[BrokerAccount]) -> list[AccountLine]:
    """In the order of `accounts`, which come of `monitored`. One query."""
    return [_line(row) for row in accounts.values(*_COLUMNS)]


def line_of(account: int) -> AccountLine | None:
    """One account, None if there is none or it is disabled."""
    found = lines(monitored().filter(pk=account))
    return found[0] if found else None


def _line(row: dict[str, Any]) -> AccountLine:
    def money(column: str) -> Money | None:
        return None if row[column] is None else Money.rounded(row[column], row["currency"])

    level = row["standing__margin_level"]
    return AccountLine(
        **{name: row[name] for name in _AS_THEY_ARE},
        balance=money("balance_told"),
        equity=money("equity_told"),
        open_profit=money("standing__open_profit"),
        margin=money("standing__margin"),
        margin_level=None if level is None else level / 100,
        positions=row["standing__positions"],
    )


# Words of the address -> what to sort by; what is not told comes last whichever way.
SORTS: dict[str, str] = {
    "account": "login",
    "age": "told_at",
    "balance": "balance_told",
    "equity": "equity_told",
    "floating": "standing__open_profit",
    "margin": "standing__margin_level",
}


def sorted_by(accounts: QuerySet[BrokerAccount], wanted: str) -> QuerySet[BrokerAccount]:
    """By one of SORTS, the other way round with a minus before it; by broker and login if it is none of them."""
    name = wanted.removeprefix("-")
    if name not in SORTS:
        return accounts.order_by("broker", "login", "pk")
    column = F(SORTS[name])
    downwards = wanted.startswith("-")
    return accounts.order_by(
        column.desc(nulls_last=True) if downwards else column.asc(nulls_last=True), "broker", "login", "pk"
    )


def narrowed(
    accounts: QuerySet[BrokerAccount], *, words: str = "", broker: str = "", currency: str = ""
) -> QuerySet[BrokerAccount]:
    """Those whose login, name, broker or server has the words; of one broker; in one currency."""
    if words:
        accounts = accounts.filter(
            Q(login__icontains=words)
            | Q(name__icontains=words)
            | Q(broker__icontains=words)
            | Q(server__icontains=words)
        )
    if broker:
        accounts = accounts.filter(broker=broker)
    if currency:
        accounts = accounts.filter(currency=currency)
    return accounts


def channels(of: Iterable[AccountLine]) -> str:
    """The live news that a page about these accounts listens to."""
    return " ".join(f"account:{line.id}" for line in of)


def choices(accounts: QuerySet[BrokerAccount]) -> tuple[Sequence[str], Sequence[str]]:
    """Brokers and currencies there are. One query."""
    pairs = set(accounts.order_by().values_list("broker", "currency").distinct())
    return sorted({broker for broker, _ in pairs}), sorted({currency for _, currency in pairs})
