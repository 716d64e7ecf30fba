"""Accounts and deals to count, small enough to check by hand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from funds.rebates.domain.counting import Counting
from funds.rebates.models import RebateAgreement
from funds.rebates.services.open_agreement import open_agreement
from trading.models import BrokerAccount, Deal, Position
from trading.services.open_broker_account import open_broker_account

BROKER = "Example Markets"
START, TODAY = date(2026, 9, 1), date(2026, 11, 20)
_tickets, _logins = count(1000), count(70010001)


def an_account(broker: str = BROKER, *, known_until: date = TODAY) -> BrokerAccount:
    account = open_broker_account(
        broker=broker, server=f"{broker.split()[0]}-Live", login=next(_logins), currency="USD", by=None
    )
    BrokerAccount.objects.filter(pk=account.pk).update(snapshot_at=at(known_until, 22))
    account.refresh_from_db()
    return account


def at(day: date, hour: int = 12, minute: int = 0, second: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=UTC)


OPENED = at(date(2026, 10, 5))


def agree(pattern: str = "*", rate: str = "7", **changes: object) -> RebateAgreement:
    if not BrokerAccount.objects.filter(broker=BROKER).exists():
        an_account()
    given = {"broker": BROKER, "currency": "USD", "valid_from": START, "counting": Counting.ENTRY}
    return open_agreement(**{**given, "pattern": pattern, "rate": Decimal(rate), "by": None, **changes})


def trade(
    account: BrokerAccount,
    lots: str = "1",
    *,
    symbol: str = "EURUSD",
    opened: datetime = OPENED,
    held: timedelta | None = timedelta(hours=1),
    kind: str = "buy",
    listed: bool = True,
) -> list[Deal]:
    """Opened, and closed after `held`; `listed`: the broker's list of positions has it."""
    volume, ticket = Decimal(lots), next(_tickets)
    deals = [a_deal(account, volume, symbol, opened, kind, "in", order=ticket)]
    if held is not None:
        turned = "sell" if kind == "buy" else "buy"
        deals.append(a_deal(account, volume, symbol, opened + held, turned, "out", order=next(_tickets)))
    if listed:
        Position.objects.create(
            account=account, ticket=ticket, symbol=symbol, side=kind, volume=volume, opened_at=opened,
            closed_at=None if held is None else opened + held,
        )  # fmt: skip
    return deals


def a_deal(
    account: BrokerAccount, volume: Decimal, symbol: str, when: datetime, kind: str, direction: str, order: int = 0
) -> Deal:
    return Deal.objects.create(
        account=account, ticket=next(_tickets), dealt_at=when, symbol=symbol, kind=kind, direction=direction,
        volume=volume, price=Decimal("1.1"), order_ticket=order, balance=0,
    )  # fmt: skip
