"""Accounts of every kind on the monitor, with figures as visits, pushes and reports leave them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from django.db import connection

from trading.models import BrokerAccount, CashOperation, Deal, Order, Position
from trading.watch.models import DaySnapshot, Snapshot, Standing

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
TODAY = NOW.date()
_numbers = count(88_001)


def an_account(login="4471", **given):
    plain = {
        "broker": "Invented Markets", "server": "Invented-Live", "currency": "USD", "currency_digits": 2,
        "environment": "live", "opened_at": NOW - timedelta(days=90),
    }  # fmt: skip
    return BrokerAccount.objects.create(login=login, **{**plain, **given})


def imported(login="3002", balance="81114.90", **given):
    """As a report leaves it that was saved the day before."""
    told = NOW - timedelta(days=1)
    printed = {
        "first_ticket": 1, "last_ticket": 2, "first_at": told, "last_at": told, "snapshot_at": told,
        "opening_balance": 0, "closing_balance": Decimal(balance),
    }  # fmt: skip
    account = an_account(login, **{**printed, **given})
    CashOperation.objects.create(
        account=account, ticket=next(_numbers), operated_at=told, kind="balance", amount=balance, balance=balance
    )
    return account


def stand(account, *, balance="1000.00", equity="1000.00", margin="0", age=timedelta(seconds=12), **given):
    """As a look left it that long ago."""
    balance, equity, margin = Decimal(balance), Decimal(equity), Decimal(margin)
    return Standing.objects.create(
        account=account, seen_at=NOW - age, changed_at=NOW - age, source="poll", balance=balance, equity=equity,
        credit=0, open_profit=equity - balance, margin=margin, free_margin=equity - margin,
        margin_level=equity / margin * 100 if margin else None, **given,
    )  # fmt: skip


def a_day(account, on: date, equity, balance=None, *, low=None, high=None):
    equity = Decimal(equity)
    return DaySnapshot.objects.create(
        account=account, on=on, first_equity=equity, last_equity=equity, high_equity=high or equity,
        low_equity=low or equity, balance=balance or equity, credit=0, snapshots=1,
    )  # fmt: skip


def kept(account, at, equity, balance="1000.00"):
    with connection.cursor() as cursor:
        cursor.execute("select watch_have_days(%s, %s)", [at.date(), at.date()])
    Snapshot.objects.create(
        account=account, at=at, source="poll", balance=balance, equity=equity, credit=0, margin=0, positions=0
    )


def hold(account, symbol="EURUSD", side="buy", volume="0.10", profit="12.50", swap="0", **given):
    return Position.objects.create(
        account=account, ticket=next(_numbers), symbol=symbol, side=side, volume=Decimal(volume),
        opened_at=NOW - timedelta(hours=2), open_price=Decimal("1.08"), close_price=Decimal("1.09"),
        profit=Decimal(profit), swap=Decimal(swap), **given,
    )  # fmt: skip


def a_deal(account, profit="5.00", at=NOW - timedelta(hours=3), **given):
    return Deal.objects.create(
        account=account, ticket=next(_numbers), dealt_at=at, symbol="EURUSD", kind="sell", direction="out",
        volume=Decimal("0.10"), price=Decimal("1.09"), commission=Decimal("-0.70"), profit=Decimal(profit), **given,
    )  # fmt: skip


def an_order(account, **given):
    plain = {"symbol": "EURUSD", "kind": "buy limit", "volume": 1, "filled_volume": 0, "state": "placed"}
    return Order.objects.create(account=account, ticket=next(_numbers), placed_at=NOW, **{**plain, **given})


def a_firm():
    """One account of each kind: live, simulated, imported, stale, not read yet; by their origin."""
    live = an_account("4471", name="Ada Example")
    stand(live, balance="1837934.05", equity="1822410.90", margin="297779", positions=2)
    hold(live), hold(live, side="sell", volume="0.04", profit="-3.10", swap="-0.40"), hold(live, "XAUUSD")
    simulated = an_account("P-07", platform="paper", environment="paper", broker="Paper")
    stand(simulated, balance="1000000", equity="1041877.31")
    stale = an_account("8820", broker="Sample Brokers")
    stand(stale, balance="1014220.18", equity="1009118.02", age=timedelta(hours=2, minutes=14))
    return {
        "live": live, "simulated": simulated, "imported": imported(), "stale": stale, "unread": an_account("5005")
    }  # fmt: skip
