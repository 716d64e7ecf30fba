from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db import connection

from trading.domain.booking import KEEPS_A_BALANCE, CashEntry, Number
from trading.domain.credits import kinds_in_balance
from trading.domain.history import CREDIT_KINDS
from trading.models import BrokerAccount, CashOperation, ReportImport
from trading.services.add_deals import AT_ONCE
from trading.services.cover_history import sums_held

_ADD = """
insert into trading_cashoperation (account_id, report_id, ticket, external_id, operated_at, kind, amount, in_balance,
       comment)
select account_id, %s, ticket, external_id, at, kind, amount, in_balance, comment
  from unnest(
           %s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::numeric[], %s::boolean[],
           %s::text[]
       ) with ordinality as told(account_id, ticket, external_id, at, kind, amount, in_balance, comment, place)
 order by place
on conflict do nothing
returning account_id, id
"""


def add_cash(
    accounts: Mapping[int, BrokerAccount],
    told: Mapping[int, Mapping[Number, CashEntry]],
    *,
    balances: Mapping[int, Decimal],
    whole: Collection[int],
    report: ReportImport | None = None,
) -> dict[int, list[int]]:
    """The new ones' ids by account. To be called when the deals are added: the balance tells where credits are kept."""
    added: dict[int, list[int]] = {}
    rows: list[tuple[object, ...]] = []
    for pk, entries in told.items():
        balance = balances.get(pk) if accounts[pk].platform in KEEPS_A_BALANCE else None
        inside = _credits_inside(accounts[pk], entries, balance, whole=pk in whole)
        rows += [
            (
                pk, number.ticket, number.name, entry.at, entry.kind, entry.amount,
                entry.kind not in CREDIT_KINDS or entry.kind in inside, entry.comment,
            )
            for number, entry in entries.items()
        ]  # fmt: skip
    with connection.cursor() as cursor:
        for start in range(0, len(rows), AT_ONCE):
            columns = [list(column) for column in zip(*rows[start : start + AT_ONCE], strict=True)]
            cursor.execute(_ADD, [report and report.pk, *columns])
            for account, operation in cursor.fetchall():
                added.setdefault(account, []).append(operation)
    return added


def _credits_inside(
    account: BrokerAccount, entries: Mapping[Number, CashEntry], balance: Decimal | None, *, whole: bool
) -> frozenset[str]:
    """Which kinds of new credit the balance holds; asked only when there is one, which is rare."""
    opening = Decimal(0) if whole else account.opening_balance
    if balance is None or opening is None or not any(entry.kind in CREDIT_KINDS for entry in entries.values()):
        return frozenset()
    held = CashOperation.objects.filter(account=account).values_list("ticket", "external_id")
    known = {Number(ticket, name) for ticket, name in held}
    new = [entry for number, entry in entries.items() if number not in known]
    credits = dict.fromkeys(CREDIT_KINDS, Decimal(0))
    surely = opening + sums_held([account.pk]).get(account.pk, Decimal(0))
    for entry in new:
        if entry.kind in CREDIT_KINDS:
            credits[entry.kind] += entry.amount
        else:
            surely += entry.amount
    return kinds_in_balance(credits, balance - surely)
