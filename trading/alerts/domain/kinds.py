"""What is watched over, in which unit, and which figures are usual."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    MARGIN_LEVEL = "margin_level"
    STALE = "stale"
    DRAWDOWN = "drawdown"
    LOGIN_FAILED = "login_failed"
    WITHDRAWAL = "withdrawal"
    BREAKER = "breaker"


@dataclass(frozen=True, slots=True)
class Usual:
    """`below`: bad is what falls under the threshold; else what reaches it. `lasts`: it ends when a person saw it."""

    words: str
    unit: str  # empty: the account's currency, or a plain number
    threshold: Decimal
    clears_at: Decimal
    below: bool = False
    lasts: bool = False
    of_account: bool = True


KINDS: dict[Kind, Usual] = {
    Kind.MARGIN_LEVEL: Usual("Margin level", "%", Decimal(150), Decimal(165), below=True),
    Kind.STALE: Usual("Not seen", "s", Decimal(300), Decimal(120)),
    Kind.DRAWDOWN: Usual("Drawdown", "%", Decimal(10), Decimal(8)),
    Kind.LOGIN_FAILED: Usual("Login refused", "times", Decimal(1), Decimal(0)),
    Kind.WITHDRAWAL: Usual("Withdrawal", "", Decimal("0.01"), Decimal(0), lasts=True),
    Kind.BREAKER: Usual("Gateway not asked", "failures", Decimal(1), Decimal(0), of_account=False),
}
