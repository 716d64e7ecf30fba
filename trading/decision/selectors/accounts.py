"""How accounts stand, and those that share a broker with them. One question."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from fidus.lib.prepared import Question
from trading.orders.gates import KEEPS_SEVERAL
from trading.watch.domain.watch_states import REFUSED

# Brokers' clocks may be so far ahead of ours. Money that seems to have left since the day's first look, and may have
# left before it, is not taken off what the day began with: it would hide a loss.
AHEAD = timedelta(hours=3)
_ACCOUNTS = """
select a.id, a.login, a.server, a.platform, a.broker, a.environment, a.currency,
       a.margin_mode = 'hedge' and a.platform = any(%(several)s::text[]),
       a.disabled_at is not null, c.id is not null, coalesce(c.may_trade, false), c.pause_reason,
       c.expires_at, g.disabled_at is not null, w.state = %(refused)s, w.unreachable_since,
       s.seen_at, coalesce(s.may_trade, false), s.equity, s.margin, s.free_margin, s.leverage,
       f.equity, coalesce(m.flows, 0)
  from trading_brokeraccount a
  left join connections_connection c on c.account_id = a.id
  left join connections_brokergateway g on g.id = c.gateway_id
  left join watch_watch w on w.account_id = a.id
  left join watch_standing s on s.account_id = a.id
  left join lateral (
      select n.equity, n.at from watch_snapshot n
       where a.id = any(%(asked)s) and n.account_id = a.id and n.at >= %(midnight)s order by n.at limit 1
  ) f on true
  left join lateral (
      select sum(o.amount) as flows from trading_cashoperation o
       where o.account_id = a.id and o.in_balance and o.operated_at > f.at
         and (o.amount > 0 or o.operated_at > f.at + %(ahead)s)
  ) m on true
 where a.id = any(%(asked)s)
    or (s.account_id is not null and a.disabled_at is null and (a.broker, a.environment) in (
           select broker, environment from trading_brokeraccount where id = any(%(asked)s)))
 order by a.id
"""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """Amounts in the account's currency; `seen_at` and what follows are empty where it was never seen."""

    id: int
    login: str
    server: str
    platform: str
    broker: str
    environment: str
    currency: str
    hedging: bool
    disabled: bool
    connected: bool
    allowed: bool
    pause_reason: str | None
    expires_at: datetime | None
    gateway_disabled: bool | None
    refused: bool | None
    unreachable_since: datetime | None
    seen_at: datetime | None
    may_trade: bool
    equity: Decimal | None
    margin: Decimal | None
    free_margin: Decimal | None
    leverage: Decimal | None
    first_equity: Decimal | None
    flows: Decimal

    @property
    def pk(self) -> int:
        return self.id

    @property
    def name(self) -> str:
        return f"{self.login} · {self.server}"

    @property
    def group(self) -> tuple[str, str]:
        """Whose equity counts as being at the same broker: real money and invented money never count together."""
        return self.broker, self.environment

    def obstacle(self, now: datetime) -> str:
        """Why it cannot be traded, in words; empty if it can."""
        if self.disabled:
            return "it is disabled"
        if not self.connected:
            return "it is not connected to its broker"
        if not self.allowed:
            return "nobody has allowed FIDUS to trade it"
        if self.pause_reason:
            return f"its connection is paused ({self.pause_reason})"
        if self.gateway_disabled:
            return "its gateway is disabled"
        if self.expires_at is not None and self.expires_at <= now:
            return "nobody has logged in today"
        if self.refused:
            return "its broker refuses the login"
        if self.unreachable_since is not None:
            return "its broker cannot be reached"
        if self.seen_at is not None and not self.may_trade:
            return "its broker does not let this login trade"
        return ""


def accounts_with_their_brokers(asked: Collection[int], *, now: datetime) -> Question:
    """Those asked for, and all that were ever seen at the same brokers: rows for `account_rows`."""
    midnight = datetime.combine(now.astimezone(UTC).date(), time(), tzinfo=UTC)
    given = {
        "asked": list(asked), "midnight": midnight, "refused": REFUSED, "ahead": AHEAD, "several": list(KEEPS_SEVERAL),
    }  # fmt: skip
    return _ACCOUNTS, given


def account_rows(rows: Sequence[Sequence[Any]]) -> dict[int, AccountRow]:
    return {row[0]: AccountRow(*row) for row in rows}
