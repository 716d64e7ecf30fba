"""Fit a staged report to the unbroken stretch of history that is held of its account."""

from __future__ import annotations

from datetime import UTC
from decimal import Decimal

from django.db import connection

from trading.errors import HistoryConflict, HistoryGap
from trading.models import DERIVED_OPENING, BrokerAccount, CashOperation
from trading.services.stage_history import Staged

# Tickets the report and the account share, and whether the ends of what is held are among them.
_OVERLAP = """
with held as (
    select ticket, date_trunc('second', dealt_at) as at from trading_deal where account_id = %(account)s
    union all
    select ticket, date_trunc('second', operated_at) from trading_cashoperation
     where account_id = %(account)s and ticket is not null
)
select (select count(*) from incoming_deal i join held using (ticket)),
       case when %(first)s::bigint is null then %(report_first_at)s <= %(first_at)s
            else exists (select from incoming_deal where ticket = %(first)s) end,
       case when %(last)s::bigint is null then %(report_last_at)s >= %(last_at)s
            else exists (select from incoming_deal where ticket = %(last)s) end,
       (select min(i.ticket) from incoming_deal i where i.at > %(first_at)s and i.at < %(last_at)s
           -- A trade that the broker took back is not told live.
           and i.kind not in ('buy canceled', 'sell canceled')
           and not exists (select from held h where h.ticket = i.ticket)),
       (select min(h.ticket) from held h where h.at > %(report_first_at)s and h.at < %(report_last_at)s
           and not exists (select from incoming_deal i where i.ticket = h.ticket))
"""
_MISSING = (
    "save a report whose period begins on or before the last day held, or the whole history, and import it instead"
)


def extend_coverage(staged: Staged) -> None:
    """Save the account's new coverage and its derived opening; raises HistoryGap and HistoryConflict.

    To be called before the report's deals are added: it compares them with those held.
    """
    account, totals = staged.account, staged.totals
    back = forth = True
    if account.has_history:
        back, forth = _reach(staged)
    if back:
        account.first_ticket, account.opening_balance = totals.first_ticket, totals.opening_balance
        account.first_at = totals.first_at.replace(tzinfo=UTC)
    if forth:
        account.last_ticket, account.closing_balance = totals.last_ticket, totals.closing_balance
        account.last_at = totals.last_at.replace(tzinfo=UTC)
    account.save()
    if back:
        derive_opening(account)


def _reach(staged: Staged) -> tuple[bool, bool]:
    """Whether the report reaches further back, and further forth, than what is held."""
    account, totals = staged.account, staged.totals
    first_at, last_at = (at.replace(tzinfo=UTC) for at in (totals.first_at, totals.last_at))
    parameters = {
        "account": account.pk, "first": account.first_ticket, "last": account.last_ticket,
        "first_at": account.first_at, "last_at": account.last_at,
        "report_first_at": first_at, "report_last_at": last_at,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_OVERLAP, parameters)
        shared, has_first, has_last, strange, lacking = cursor.fetchone()
    if not shared:
        return _adjacent(staged)
    if strange is not None:
        raise HistoryConflict(f"deal {strange} lies within the history held, which does not know it")
    if lacking is not None:
        raise HistoryConflict(
            f"deal {lacking} is held, and the report, which covers its time, lacks it: save the report without a filter"
        )
    back = has_first and totals.first_ticket != account.first_ticket
    forth = has_last and totals.last_ticket != account.last_ticket
    return back, forth


def _adjacent(staged: Staged) -> tuple[bool, bool]:
    account, totals = staged.account, staged.totals
    assert account.first_at
    assert account.last_at
    if totals.first_at.replace(tzinfo=UTC) >= account.last_at:
        if totals.opening_balance != account.closing_balance:
            raise HistoryGap(
                f"the history held ends on {account.last_at:%Y-%m-%d %H:%M:%S} with a balance of "
                f"{_said(account.closing_balance)}, the report begins on {totals.first_at:%Y-%m-%d %H:%M:%S} with "
                f"{totals.opening_balance:f}: deals in between are missing; {_MISSING}"
            )
        return False, True
    if totals.last_at.replace(tzinfo=UTC) <= account.first_at:
        if totals.closing_balance != account.opening_balance:
            raise HistoryGap(
                f"the report ends on {totals.last_at:%Y-%m-%d %H:%M:%S} with a balance of {totals.closing_balance:f}, "
                f"the history held begins on {account.first_at:%Y-%m-%d %H:%M:%S} with "
                f"{_said(account.opening_balance)}: deals in between are missing; save a report that reaches from one "
                "to the other"
            )
        return True, False
    raise HistoryConflict("the report covers the time of the history held, but shares no deal with it")


def _said(balance: Decimal | None) -> str:
    return "unknown" if balance is None else f"{balance:f}"


def _first_held(account: BrokerAccount) -> str:
    if account.first_ticket is not None:
        return f"deal {account.first_ticket}, the first held"
    return f"{account.first_at:%Y-%m-%d %H:%M:%S}, where what is held begins"


def derive_opening(account: BrokerAccount) -> None:
    """One operation of ours stands for all that happened before the first deal held, if anything did."""
    CashOperation.objects.filter(account=account, kind=DERIVED_OPENING).delete()
    if account.opening_balance == Decimal(0):
        return
    CashOperation.objects.create(
        account=account,
        kind=DERIVED_OPENING,
        amount=account.opening_balance,
        balance=account.opening_balance,
        operated_at=account.first_at,
        comment=f"The balance before {_first_held(account)}: the history starts midway.",
    )
