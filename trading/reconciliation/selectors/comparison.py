"""Both sides of every account, in one statement and so of one moment: what deals and cash make, what brokers tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Max

from trading.reconciliation.domain.comparing import ABOUT, TELLS_CASH, Compared, Kind
from trading.reconciliation.domain.reasons import CREDIT, Circumstances
from trading.reconciliation.models import Tally
from trading.reconciliation.registry import OurHolding, OurOrder

# An account's other side is its newest sighting or, where that is newer, the newest report that was taken in. What is
# compared and agrees comes out only where a break is known (`known`), for which it is the proof.
_BOTH_SIDES = """
with account as materialized (
    select a.id, a.platform, s.seen_at is not null and s.seen_at >= coalesce(i.read_at, '-infinity') as live,
           s.seen_at, s.balance as seen_balance, s.credit as seen_credit,
           i.read_at, a.closing_balance as printed_balance,
           a.first_at is not null as has_history, power(10::numeric, -a.currency_digits) as smallest
      from trading_brokeraccount a
      left join watch_standing s on s.account_id = a.id
      left join (
          select account_id, max(finished_at) as read_at from trading_reportimport where state = 'imported' group by 1
      ) i on i.account_id = a.id
     where a.disabled_at is null and coalesce(s.seen_at, i.read_at) is not null
       and (%(accounts)s::bigint[] is null or a.id = any(%(accounts)s))
), dealt as materialized (
    select account_id, symbol, sum(result) as result, sum(volume) as volume, sum(pending) as pending from (
        select account_id, symbol, result, volume, 0 as pending
          from reconciliation_tally
         where %(through)s > 0 and (%(accounts)s::bigint[] is null or account_id = any(%(accounts)s))
        union all
        select account_id, symbol, sum(profit + swap + commission + fee),
               sum(case kind when 'buy' then volume when 'sell' then -volume else 0 end),
               count(*) filter (where costs_pending)
          from trading_deal
         where id > %(through)s and (%(accounts)s::bigint[] is null or account_id = any(%(accounts)s))
         group by account_id, symbol
    ) part group by account_id, symbol
), made as (
    select account_id, sum(result) as result, sum(pending)::int as pending from dealt group by account_id
), moved as (
    select account_id, coalesce(sum(amount) filter (where in_balance), 0) as cash,
           coalesce(sum(amount) filter (where not in_balance), 0) as credit,
           bool_or(kind = 'derived opening') as midway
      from trading_cashoperation
     where %(accounts)s::bigint[] is null or account_id = any(%(accounts)s)
     group by account_id
), held as (
    select account_id, symbol, sum(case side when 'buy' then volume else -volume end) as volume
      from trading_position
     where closed_at is null and (%(accounts)s::bigint[] is null or account_id = any(%(accounts)s))
     group by account_id, symbol
), working as (
    select o.account_id, coalesce(o.ticket::text, o.external_id) as number, o.volume - o.filled_volume as volume
      from trading_order o
     where o.done_at is null and o.account_id = any(%(ordered)s::bigint[])
), sent as (
    select * from unnest(%(order_accounts)s::bigint[], %(order_numbers)s::text[], %(order_volumes)s::numeric[])
        as t(account_id, number, volume)
), filled as (
    select * from unnest(%(held_accounts)s::bigint[], %(held_symbols)s::text[], %(held_volumes)s::numeric[],
                         %(held_moved)s::timestamptz[]) as t(account_id, symbol, volume, moved_at)
), compared as (
    select a.id as account, case when a.platform = any(%(tells)s) then 'balance' else 'cash' end as kind,
           '' as subject, coalesce(d.result, 0) + coalesce(m.cash, 0) as ours,
           case when a.live then a.seen_balance else a.printed_balance end as theirs, a.smallest
      from account a left join made d on d.account_id = a.id left join moved m on m.account_id = a.id
     where a.live or a.printed_balance is not null
    union all
    select a.id, 'cash', %(credit)s, coalesce(m.credit, 0), a.seen_credit, a.smallest
      from account a left join moved m on m.account_id = a.id
     where a.live and a.platform = any(%(tells)s)
    union all
    select account_id, 'position', symbol, coalesce(d.volume, 0), coalesce(h.volume, 0), 0
      from (select account_id, symbol, volume from dealt where volume <> 0) d
      full join held h using (account_id, symbol)
    union all
    select account_id, 'order', number, coalesce(s.volume, 0), coalesce(w.volume, 0), 0
      from sent s full join working w using (account_id, number)
    union all
    -- Of what was filled about the time of the sighting nobody knows whether the sighting has it: another will tell.
    select f.account_id, 'holding', f.symbol, f.volume, coalesce(h.volume, 0), 0
      from filled f join account a on a.id = f.account_id left join held h using (account_id, symbol)
     where a.live and (f.moved_at is null or f.moved_at < a.seen_at - %(about)s::interval)
), known as (
    select account_id as account, kind, subject from reconciliation_break where state <> 'cleared'
), told as (
    select coalesce(c.account, k.account) as account, coalesce(c.kind, k.kind) as kind,
           coalesce(c.subject, k.subject) as subject, coalesce(c.ours, 0) as ours, coalesce(c.theirs, 0) as theirs,
           coalesce(c.smallest, 0) as smallest, k.account is not null as is_known, c.account is not null as is_compared
      from compared c full join known k on (k.account, k.kind, k.subject) = (c.account, c.kind, c.subject)
)
select t.account, t.kind, t.subject, t.ours, t.theirs,
       case when a.live then a.seen_at else a.read_at end, a.live, t.smallest,
       a.has_history, coalesce(m.midway, false), coalesce(d.pending, 0), (select count(*) from account)
  from told t join account a on a.id = t.account
  left join moved m on m.account_id = t.account left join made d on d.account_id = t.account
 where abs(t.theirs - t.ours) >= greatest(t.smallest, 0.00000001)
    -- What both sides have nothing of agrees; an order, only where orders are compared; a holding, only if it was
    -- compared now; money, only where it is told.
    or (t.is_known and (t.is_compared or t.kind = 'position'
                        or (t.kind = 'order' and t.account = any(%(ordered)s::bigint[]))))
 order by t.account, t.kind, t.subject
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A figure that differs, or that did when it was last compared."""

    compared: Compared
    known: Circumstances


@dataclass(frozen=True, slots=True)
class Comparison:
    accounts: int  # that had something to compare
    found: Sequence[Found]


def compare(
    *,
    accounts: Iterable[int] | None = None,
    our_orders: Mapping[int, Sequence[OurOrder]] | None = None,
    our_holdings: Mapping[int, Sequence[OurHolding]] | None = None,
    counted_through: int = 0,
) -> Comparison:
    """Of all accounts that are not disabled, or of `accounts`; orders and holdings of those that `our_orders` and
    `our_holdings` name. One query.

    Deals with numbers up to `counted_through` are taken from their tallies; 0: every deal is counted.
    """
    orders = [(account, order) for account, sent in (our_orders or {}).items() for order in sent]
    held = [(account, holding) for account, holdings in (our_holdings or {}).items() for holding in holdings]
    given = {
        "accounts": None if accounts is None else list(accounts),
        "tells": sorted(TELLS_CASH),
        "credit": CREDIT,
        "through": counted_through,
        "ordered": list(our_orders or {}),
        "order_accounts": [account for account, _ in orders],
        "order_numbers": [order.number for _, order in orders],
        "order_volumes": [order.open_volume for _, order in orders],
        "held_accounts": [account for account, _ in held],
        "held_symbols": [holding.symbol for _, holding in held],
        "held_volumes": [holding.volume for _, holding in held],
        "held_moved": [holding.moved_at for _, holding in held],
        "about": ABOUT,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BOTH_SIDES, given)
        rows = cursor.fetchall()
    return Comparison(rows[0][-1] if rows else _compared_at_all(given["accounts"]), [_found(row) for row in rows])


def counted_through() -> int:
    """The number up to which deals are in their tallies."""
    return Tally.objects.aggregate(through=Max("through"))["through"] or 0


def _found(row: tuple[int, str, str, Decimal, Decimal, datetime, bool, Decimal, bool, bool, int, int]) -> Found:
    account, kind, subject, ours, theirs, seen_at, live, smallest, has_history, midway, pending, _ = row
    return Found(
        Compared(
            account=account, kind=Kind(kind), subject=subject, ours=ours, theirs=theirs, seen_at=seen_at, live=live,
            smallest=smallest,
        ),
        Circumstances(has_history=has_history, starts_midway=midway, costs_pending=pending),
    )  # fmt: skip


_HOW_MANY = """
select count(*) from trading_brokeraccount a
 where a.disabled_at is null and (%(accounts)s::bigint[] is null or a.id = any(%(accounts)s))
   and (exists (select from watch_standing s where s.account_id = a.id)
        or exists (select from trading_reportimport i where i.account_id = a.id and i.state = 'imported'))
"""


def _compared_at_all(accounts: list[int] | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_HOW_MANY, {"accounts": accounts})
        ((count,),) = cursor.fetchall()
        return int(count)
