"""How rebates stand: what is accrued, invoiced and still to come, and which deals wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection, transaction

from fidus.lib.money import Money
from funds.rebates.selectors.countable import COUNTABLE, EPOCH, PLANNED, PLANNED_AS_EVER

_STANDING = """
    select broker, currency, sum(accrued)::bigint, sum(invoiced)::bigint, sum(received)::bigint,
        sum(written_off)::bigint, sum(waiting)::bigint
    from (
        select g.broker, l.currency, l.posted_minor as accrued, 0 as invoiced, 0 as received, 0 as written_off,
            case when l.invoice_id is null then l.posted_minor else 0 end as waiting
        from rebates_rebateline l join rebates_rebateagreement g on g.id = l.agreement_id
        union all
        select broker, currency, 0, amount_minor, received_minor, written_off_minor, 0
        from rebates_rebateinvoice where state <> 'cancelled'
    ) as parts
    group by 1, 2 order by 1, 2
"""
_WAITING = f"""
    select symbol, account_id, count(*) filter (where lots is null), count(*) filter (where lots is not null)
    from ({COUNTABLE}) as found group by 1, 2 order by 1, 2
"""  # noqa: S608 (constants of this app)
_EARNED = """
    select a.broker, a.login, d.symbol, g.currency, count(*), sum(r.lots), sum(r.earned)
    from rebates_rebateddeal r join trading_deal d on d.id = r.deal_id
    join trading_brokeraccount a on a.id = d.account_id
    join rebates_rebateterms t on t.id = r.terms_id join rebates_rebateagreement g on g.id = t.agreement_id
    where r.dealt_on between %s and %s
    group by 1, 2, 3, 4 order by 1, 2, 3, 4
"""


@dataclass(frozen=True)
class Standing:
    """One broker's in one currency; `to_invoice` is accrued and on no invoice, `open` invoiced and not come."""

    broker: str
    currency: str
    accrued: Money
    invoiced: Money
    received: Money
    written_off: Money
    to_invoice: Money

    @property
    def open(self) -> Money:
        return self.invoiced - self.received - self.written_off


@dataclass(frozen=True)
class Earned:
    """What an account's deals of one symbol earned in a period; `amount` is rounded for reading, no posting."""

    broker: str
    login: int
    symbol: str
    deals: int
    lots: Decimal
    amount: Money


@dataclass(frozen=True)
class Waiting:
    """Deals not counted: `unknown` because it is not known how long they were held, `ready` for the next run."""

    unknown: int
    ready: int


def standing() -> list[Standing]:
    with connection.cursor() as cursor:
        cursor.execute(_STANDING)
        rows = cursor.fetchall()
    return [Standing(broker, cur, *(Money.from_minor(minor, cur) for minor in sums)) for broker, cur, *sums in rows]


def waiting(*, as_of: date) -> Waiting:
    """Of all deals up to `as_of`."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PLANNED)
        cursor.execute(_WAITING, {"first": EPOCH, "after": as_of + timedelta(days=1)})
        rows = cursor.fetchall()
        cursor.execute(PLANNED_AS_EVER)
    return Waiting(sum(row[2] for row in rows), sum(row[3] for row in rows))


def earned(*, start: date, end: date) -> list[Earned]:
    """By account and symbol, of deals counted with days from `start` to `end`."""
    with connection.cursor() as cursor:
        cursor.execute(_EARNED, [start, end])
        rows = cursor.fetchall()
    return [
        Earned(broker, login, symbol, deals, lots, Money.rounded(amount, currency))
        for broker, login, symbol, currency, deals, lots, amount in rows
    ]
