"""What is limited, what holds where nobody has set anything, and which of several limits holds for an order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class LimitKind(StrEnum):
    POSITION = "position"
    BROKER = "broker"
    DAILY_LOSS = "daily loss"
    MARGIN = "margin"
    ACCOUNT_AGE = "account age"
    PRICE_AGE = "price age"
    UNKNOWN_HOURS = "unknown hours"


class LimitScope(StrEnum):
    """Whom a limit is of; of an account's own, its broker's and the firm's the nearest holds."""

    FIRM = "firm"
    BROKER = "broker"
    ACCOUNT = "account"
    STRATEGY = "strategy"


@dataclass(frozen=True, slots=True)
class Usual:
    """`value` holds where nobody has set another; every kind is stricter the smaller it is, down to nothing."""

    words: str
    value: Decimal
    unit: str
    most: Decimal
    explain: str


KINDS: dict[LimitKind, Usual] = {
    LimitKind.POSITION: Usual(
        "Most in one position", Decimal(10), "%", Decimal(10_000),
        "Of the account's equity: what one instrument may be worth in a direction, held and out.",
    ),
    LimitKind.BROKER: Usual(
        "Most at a broker", Decimal(40), "%", Decimal(10_000),
        "Of the equity that is at the broker: what all positions there may be worth, held and out.",
    ),
    LimitKind.DAILY_LOSS: Usual(
        "Most lost in a day", Decimal(5), "%", Decimal(100),
        "Of the account's equity at the day's beginning (UTC), deposits and withdrawals left out.",
    ),
    LimitKind.MARGIN: Usual(
        "Most margin in use", Decimal(50), "%", Decimal(100), "Of the account's equity, with the order's own margin.",
    ),
    LimitKind.ACCOUNT_AGE: Usual(
        "Oldest look at the account", Decimal(90), "s", Decimal(86_400), "Since the broker told how it stands.",
    ),
    LimitKind.PRICE_AGE: Usual(
        "Oldest price", Decimal(60), "s", Decimal(86_400), "Since it was received, or the signal that names one.",
    ),
    LimitKind.UNKNOWN_HOURS: Usual(
        "Trade at unknown hours", Decimal(0), "", Decimal(1),
        "1 lets instruments be traded of which nobody has said when their market is open; 0 does not.",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A limit that two people set; `starts_on` decides between two of the same thing."""

    kind: LimitKind
    scope: LimitScope
    value: Decimal
    starts_on: date
    broker: str = ""
    account_id: int | None = None
    strategy_id: int | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """What holds, and whose it is, in words."""

    value: Decimal
    whose: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds for one strategy on one account."""

    by_kind: Mapping[LimitKind, Limit] = field(default_factory=dict)

    def of(self, kind: LimitKind) -> Limit:
        return self.by_kind.get(kind) or Limit(KINDS[kind].value, "usual")


_NEAREST = (LimitScope.ACCOUNT, LimitScope.BROKER, LimitScope.FIRM)


def limits_for(rows: Iterable[LimitRow], *, broker: str, account_id: int, strategy_id: int | None, on: date) -> Limits:
    """The newest of the nearest holds: the account's own, its broker's, the firm's, else the usual one. A strategy's
    own only makes that stricter."""
    found: dict[tuple[LimitKind, LimitScope], LimitRow] = {}
    for row in rows:
        if row.starts_on > on or not _concerns(row, broker, account_id, strategy_id):
            continue
        before = found.get((row.kind, row.scope))
        if before is None or row.starts_on >= before.starts_on:
            found[row.kind, row.scope] = row
    return Limits({kind: _nearest(kind, found) for kind in LimitKind})


def _concerns(row: LimitRow, broker: str, account_id: int, strategy_id: int | None) -> bool:
    match row.scope:
        case LimitScope.FIRM:
            return True
        case LimitScope.BROKER:
            return row.broker == broker
        case LimitScope.ACCOUNT:
            return row.account_id == account_id
        case LimitScope.STRATEGY:
            return strategy_id is not None and row.strategy_id == strategy_id


def _nearest(kind: LimitKind, found: Mapping[tuple[LimitKind, LimitScope], LimitRow]) -> Limit:
    held = Limit(KINDS[kind].value, "usual")
    for scope in _NEAREST:
        if row := found.get((kind, scope)):
            held = Limit(row.value, f"of the {scope}")
            break
    own = found.get((kind, LimitScope.STRATEGY))
    return Limit(own.value, "of the strategy") if own is not None and own.value < held.value else held
