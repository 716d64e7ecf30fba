"""What accounts hold and have out. The order of the questions matters: what moves on between two of them is counted
twice against limits for a moment, never left out. What a strategy holds is asked with what its broker has told as
filled, in one statement: neither twice nor not at all, whenever the fills come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from fidus.lib.prepared import ask_together
from trading.decision.selectors.accounts import AccountRow
from trading.orders.domain.instruction_states import OPEN

# A look at an account takes a while: positions may be some seconds older or newer than the moment it is said to be of.
BEFORE, AFTER = timedelta(seconds=2), timedelta(seconds=10)

_POSITIONS = """
select account_id, symbol, side, volume, coalesce(close_price, open_price), coalesce(ticket::text, external_id)
  from trading_position where account_id = any(%s::bigint[]) and closed_at is null order by id
"""
# The states are written out, so that the indexes of these states alone are used (tests compare them with OPEN).
_OPEN = ", ".join(f"'{state.value}'" for state in OPEN)
# What the broker has told as filled, and its fills are not told yet: none of it may be filled once more.
_TOLD = "(case when i.state = 'filled' then i.volume else i.told_filled end) - i.filled"
_LACKING = "(i.told_filled > i.filled or (i.state = 'filled' and i.filled < i.volume))"
_OUT = f"""
select i.account_id, i.symbol, i.our_symbol, i.strategy_id, i.purpose, i.side, i.volume - i.filled,
       coalesce(i.limit_price, i.stop_price, s.reference_price), i.id, i.filled, greatest({_TOLD}, 0)
  from orders_instruction i left join signals_signal s on s.id = i.signal_id
 where i.account_id = any(%(accounts)s::bigint[]) and i.state in ({_OPEN}) and i.filled < i.volume
union all
select i.account_id, i.symbol, i.our_symbol, i.strategy_id, i.purpose, i.side, {_TOLD},
       coalesce(i.limit_price, i.stop_price), null, i.filled, {_TOLD}
  from orders_instruction i
  join unnest(%(accounts)s::bigint[], %(since)s::timestamptz[]) as t(account_id, since) on t.account_id = i.account_id
 where {_LACKING} and i.state not in ({_OPEN}) and i.done_at > t.since
"""  # noqa: S608 - made of names of states and the conditions above
# Fills of one kind that follow one another count as one: what may be missing of them is all of them, or none. Each
# account's fills are looked up by themselves, and so are their orders (an order and an offset keep the questions
# apart): a plan that was made while there were few reads whole tables otherwise.
_FILLS = """
with since as materialized (
    select f.id, t.account_id, f.symbol, i.our_symbol, i.purpose, f.side, f.volume, f.price, f.position,
           coalesce(i.sent_at > t.since + %(after)s::interval, false) as surely
      from unnest(%(accounts)s::bigint[], %(since)s::timestamptz[]) as t(account_id, since)
     cross join lateral (
          select * from orders_fill f
           where f.account_id = t.account_id and f.recorded_at > t.since - %(before)s::interval
           order by f.recorded_at
     ) f
     cross join lateral (select * from orders_instruction i where i.id = f.instruction_id offset 0) i
), marked as (
    select since.*, (purpose, side, surely) is distinct from lag((purpose, side, surely)) over earlier as begins
      from since window earlier as (partition by account_id, symbol order by id)
), runs as (
    select marked.*, count(*) filter (where begins) over earlier as run
      from marked window earlier as (partition by account_id, symbol order by id rows unbounded preceding)
)
select account_id, symbol, max(our_symbol), purpose, side, sum(volume), max(price),
       coalesce(array_agg(position) filter (where position <> ''), '{}'), surely
  from runs group by account_id, symbol, purpose, side, surely, run order by min(id)
"""
_HELD = f"""
select h.strategy_id, h.account_id, h.symbol, h.our_symbol, h.position, h.volume, t.code, h.price,
       null as purpose, h.id as number, null as filled, null as works, null as maybe_unseen
  from orders_holding h join signals_strategy t on t.id = h.strategy_id
 where h.account_id = any(%(asked)s::bigint[]) and h.volume <> 0
union all
select i.strategy_id, i.account_id, i.symbol, i.our_symbol, i.closes,
       ({_TOLD}) * (case when i.side = 'buy' then 1 else -1 end), t.code, null,
       i.purpose, i.id, i.filled, i.state in ({_OPEN}),
       coalesce(i.done_at > a.since - %(before)s::interval, true)
  from orders_instruction i join signals_strategy t on t.id = i.strategy_id
  left join unnest(%(accounts)s::bigint[], %(since)s::timestamptz[]) as a(account_id, since) using (account_id)
 where i.account_id = any(%(asked)s::bigint[]) and {_LACKING}
 order by purpose nulls first, number
"""  # noqa: S608 - made of names of states and the conditions above


@dataclass(frozen=True, slots=True)
class PositionRow:
    account_id: int
    symbol: str
    side: str
    volume: Decimal
    price: Decimal | None
    number: str

    @property
    def signed(self) -> Decimal:
        return self.volume if self.side == "buy" else -self.volume


@dataclass(frozen=True, slots=True)
class OutRow:
    """What of an instruction is not filled by its fills; `told` of it is filled by the broker's word, all of it where
    there is no number."""

    account_id: int
    symbol: str
    our_symbol: str
    strategy_id: int | None
    purpose: str
    side: str
    volume: Decimal
    price: Decimal | None
    number: int | None
    filled: Decimal
    told: Decimal

    @property
    def signed(self) -> Decimal:
        return self.volume if self.side == "buy" else -self.volume


@dataclass(frozen=True, slots=True)
class FillRow:
    """Fills of one kind in a row; `surely_after`: their orders were sent after the account was seen last."""

    account_id: int
    symbol: str
    our_symbol: str
    purpose: str
    side: str
    volume: Decimal
    price: Decimal
    positions: Sequence[str]
    surely_after: bool

    @property
    def signed(self) -> Decimal:
        return self.volume if self.side == "buy" else -self.volume


@dataclass(frozen=True, slots=True)
class HeldRow:
    """What a strategy holds by its fills, by the broker's number of the position where it tells one; signed."""

    strategy_id: int
    account_id: int
    symbol: str
    our_symbol: str
    position: str
    volume: Decimal
    code: str
    price: Decimal


@dataclass(frozen=True, slots=True)
class ToldRow:
    """What a broker has told as filled of a strategy's order whose fills are not told yet; `volume` is signed.

    `closes` is the number of a position. `works`: more of the order may be filled. `maybe_unseen`: the account's last
    look may be from before.
    """

    strategy_id: int
    account_id: int
    symbol: str
    our_symbol: str
    closes: str
    volume: Decimal
    code: str
    purpose: str
    number: int
    filled: Decimal
    works: bool
    maybe_unseen: bool


@dataclass(frozen=True, slots=True)
class Seen:
    positions: Sequence[PositionRow]
    out: Sequence[OutRow]
    fills: Sequence[FillRow]
    held: Sequence[HeldRow]
    told: Sequence[ToldRow] = ()

    @property
    def symbols(self) -> set[tuple[int, str]]:
        return {
            (row.account_id, row.symbol)
            for rows in (self.positions, self.out, self.fills, self.held, self.told)
            for row in rows
        }


def stocks_of(accounts: Collection[AccountRow], asked: Collection[int]) -> Seen:
    """Of `accounts` all that counts against limits, of those `asked` for what strategies hold. Four queries at once."""
    seen = [(one.id, one.seen_at) for one in accounts if one.seen_at is not None]
    ids: list[int] = [account for account, _ in seen]
    since: list[datetime] = [at for _, at in seen]
    given = {"accounts": ids, "since": since, "before": BEFORE, "after": AFTER}
    positions, out, held, fills = ask_together(
        (_POSITIONS, [ids]), (_OUT, given), (_HELD, {**given, "asked": list(asked)}), (_FILLS, given)
    )
    return Seen(
        [PositionRow(*row) for row in positions],
        [OutRow(*row) for row in out],
        [FillRow(*row) for row in fills],
        [HeldRow(*row[:8]) for row in held if row[8] is None],
        [ToldRow(*row[:7], *row[8:]) for row in held if row[8] is not None],
    )
