"""Add what a staged report brings to the history held, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from trading.errors import HistoryConflict, ReportRefused
from trading.models import ReportImport
from trading.services.extend_coverage import extend_coverage
from trading.services.stage_history import Staged

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Added:
    deals: int
    cash_operations: int
    orders: int
    positions: int


# A ticket is the broker's promise that this is the same thing; comments alone may be worded anew by another version.
# What was booked live has no balance and more digits than a report prints; its orders and positions are not the
# report's to judge.
_CONFLICTS = {
    "Deal": """
        select i.line, i.ticket,
               format('%%s %%s %%s %%s at %%s, net %%s, balance %%s', d.kind, d.direction, trim_scale(d.volume),
                      d.symbol, d.dealt_at, d.profit + d.swap + d.commission + d.fee, d.balance),
               format('%%s %%s %%s %%s at %%s, net %%s, balance %%s', i.kind, i.direction, trim_scale(i.volume),
                      i.symbol, i.at, i.profit + i.swap + i.commission + i.fee, i.balance)
          from incoming_deal i join trading_deal d on d.account_id = %(account)s and d.ticket = i.ticket
         where (i.at, i.kind, i.symbol, i.direction, i.volume, i.commission, i.fee, i.swap, i.profit)
            is distinct from (date_trunc('second', d.dealt_at), d.kind, d.symbol, d.direction, d.volume, d.commission,
                d.fee, d.swap, d.profit)
            or case when d.report_id is null
                    then round(i.price, 10) <> round(d.price, least(scale(i.price), 10))
                         or i.order_ticket <> d.order_ticket
                    else (round(i.price, 10), i.order_ticket, i.balance)
                         is distinct from (d.price, d.order_ticket, d.balance) end""",
    "Cash operation": """
        select i.line, i.ticket, format('%%s of %%s at %%s, balance %%s', c.kind, c.amount, c.operated_at, c.balance),
               format('%%s of %%s at %%s, balance %%s', i.kind, i.profit + i.swap + i.commission + i.fee, i.at,
                      i.balance)
          from incoming_deal i join trading_cashoperation c on c.account_id = %(account)s and c.ticket = i.ticket
         where (i.at, i.kind, i.profit + i.swap + i.commission + i.fee, i.in_balance)
            is distinct from (date_trunc('second', c.operated_at), c.kind, c.amount, c.in_balance)
            or (c.report_id is not null and i.balance is distinct from c.balance)""",
    "Order": """
        select i.line, i.ticket, format('%%s %%s %%s, %%s', o.kind, trim_scale(o.volume), o.symbol, o.state),
               format('%%s %%s %%s, %%s', i.kind, trim_scale(i.volume), i.symbol, i.state)
          from incoming_order i join trading_order o on o.account_id = %(account)s and o.ticket = i.ticket
         where i.done_at is not null and o.done_at is not null and o.report_id is not null
           and (i.placed_at, i.done_at, i.kind, i.symbol, i.volume, i.filled_volume, i.state)
            is distinct from (o.placed_at, o.done_at, o.kind, o.symbol, o.volume, o.filled_volume, o.state)""",
    "Position": """
        select i.line, i.ticket, format('%%s %%s %%s, profit %%s', p.side, trim_scale(p.volume), p.symbol, p.profit),
               format('%%s %%s %%s, profit %%s', i.side, trim_scale(i.volume), i.symbol, i.profit)
          from incoming_position i
          join trading_position p on p.account_id = %(account)s and p.ticket = i.ticket and p.closed_at = i.closed_at
         where p.report_id is not null
           and (i.opened_at, i.side, i.symbol, i.volume, i.commission, i.swap, i.profit)
            is distinct from (p.opened_at, p.side, p.symbol, p.volume, p.commission, p.swap, p.profit)""",
}
_TWICE = {
    "Order": "select ticket, max(line) from incoming_order group by ticket having count(*) > 1 limit 1",
    "Position": """
        select ticket, max(line) from incoming_position group by ticket, closed_at having count(*) > 1 limit 1""",
}
# Seen working by a visit, and over by what the report says: the report's row takes its place.
_ENDED_SINCE_SEEN = """
delete from trading_order o using incoming_order i
 where o.account_id = %(account)s and o.ticket = i.ticket and o.report_id is null and o.done_at is null
   and i.done_at is not null
"""
_ADD = {
    "deals": """
        insert into trading_deal (account_id, report_id, ticket, dealt_at, symbol, kind, direction, volume, price,
               order_ticket, commission, fee, swap, profit, balance, comment)
        select %(account)s, %(report)s, ticket, at, symbol, kind, direction, volume, price, order_ticket, commission,
               fee, swap, profit, balance, comment
          from incoming_deal i
         where is_trade
           and not exists (select from trading_deal d where d.account_id = %(account)s and d.ticket = i.ticket)""",
    "cash_operations": """
        insert into trading_cashoperation (account_id, report_id, ticket, operated_at, kind, amount, in_balance,
               balance, comment)
        select %(account)s, %(report)s, ticket, at, kind, profit + swap + commission + fee, in_balance, balance, comment
          from incoming_deal i
         where not is_trade
           and not exists (
               select from trading_cashoperation c where c.account_id = %(account)s and c.ticket = i.ticket
           )""",
    "orders": """
        insert into trading_order (account_id, report_id, ticket, symbol, kind, volume, filled_volume, price,
               stop_loss, take_profit, placed_at, done_at, state, comment)
        select %(account)s, %(report)s, ticket, symbol, kind, volume, filled_volume, price, stop_loss, take_profit,
               placed_at, done_at, state, comment
          from incoming_order i
         where (done_at is not null) = %(ended)s
           and not exists (select from trading_order o where o.account_id = %(account)s and o.ticket = i.ticket)""",
    "positions": """
        insert into trading_position (account_id, report_id, ticket, symbol, side, volume, opened_at, open_price,
               stop_loss, take_profit, closed_at, close_price, commission, swap, profit, comment)
        select %(account)s, %(report)s, ticket, symbol, side, volume, opened_at, open_price, stop_loss, take_profit,
               closed_at, close_price, commission, swap, profit, comment
          from incoming_position i
         where (closed_at is not null) = %(ended)s
           and not exists (select from trading_position p where p.account_id = %(account)s and p.ticket = i.ticket
                              and p.closed_at is not distinct from i.closed_at)""",
}


def merge_history(staged: Staged, *, report: ReportImport, newest: bool) -> Added:
    """`newest`: no later report was imported before, so its open positions and working orders are the account's.

    Raises HistoryConflict, HistoryGap and ReportRefused. The account is locked by whoever staged.
    """
    parameters: dict[str, object] = {"account": staged.account.pk, "report": report.pk, "ended": True}
    with connection.cursor() as cursor:
        for thing, query in _TWICE.items():
            cursor.execute(query)
            if found := cursor.fetchone():
                raise ReportRefused(f"{thing.lower()} {found[0]} stands twice in the report", line=found[1])
        for thing, query in _CONFLICTS.items():
            cursor.execute(f"{query} order by i.line limit {_SHOWN}", parameters)
            if conflicts := cursor.fetchall():
                raise _conflict(thing, conflicts)
        extend_coverage(staged)
        cursor.execute(_ENDED_SINCE_SEEN, parameters)
        if newest:
            _take_snapshot(parameters)
        added = {}
        for thing, query in _ADD.items():
            cursor.execute(query, parameters)
            added[thing] = cursor.rowcount
    return Added(**added)


def _take_snapshot(parameters: dict[str, object]) -> None:
    """Open positions and working orders: those of this report and no others."""
    with connection.cursor() as cursor:
        cursor.execute("delete from trading_position where account_id = %(account)s and closed_at is null", parameters)
        cursor.execute("delete from trading_order where account_id = %(account)s and done_at is null", parameters)
        for thing in ("positions", "orders"):
            cursor.execute(_ADD[thing], {**parameters, "ended": False})


def _conflict(thing: str, conflicts: list[tuple[int, int, str, str]]) -> HistoryConflict:
    told = "; ".join(
        f"{thing.lower()} {ticket} (line {line}): held is {held}, the report says {said}"
        for line, ticket, held, said in conflicts
    )
    return HistoryConflict(f"the report contradicts the history held: {told}", line=conflicts[0][0])
