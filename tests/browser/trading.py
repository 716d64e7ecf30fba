"""Accounts as the watch leaves them: one of each kind, one full of everything."""

from datetime import timedelta
from decimal import Decimal

from django.db import connection

from accounts.models import User
from fidus.lib import clock
from funds.models import Investment
from funds.services.map_account import map_account
from funds.services.share_account import share_account
from trading.models import BrokerAccount, CashOperation, Deal, Order, Position
from trading.reconciliation.models import Break
from trading.watch.models import DaySnapshot, Snapshot, Standing

DAYS, MINUTES = 45, 240
SYMBOLS = ("EURUSD", "XAUUSD", "GBPJPY", "US500.cash")


def accounts_watched(investment: Investment, by: User) -> dict[str, object]:
    """What pages.py may name: the full account, shared with whose money works there, and the stale one."""
    full = an_account(
        "4471902", "Example Markets International", "1837934.05", margin="297779", name="Northlight Family Holding"
    )
    in_work(full)
    followed(full, Decimal("1837934.05"))
    mapped = map_account(
        investment=investment, account=full, share=Decimal("0.4"), from_on=clock.today() - timedelta(days=40), by=by
    )
    share_account(mapping=mapped, by=by)
    stale = an_account("8820114", "Sample Brokers", "1014220.18", age=timedelta(hours=2, minutes=14))
    an_account("U7700112", "Interactive Brokers", "97455.36", platform="ib", currency="EUR")
    an_account("P-07", "Paper", "1041877.31", platform="paper", environment="paper", server="paper")
    BrokerAccount.objects.create(
        login="5005001", broker="Example Markets International", server="Example-Live", currency="USD",
        currency_digits=2, environment="live", opened_at=clock.now(),
    )  # fmt: skip
    return {"watched": full.pk, "stale": stale.pk}


def an_account(login: str, broker: str, equity: str, *, margin: str = "0", age: timedelta | None = None, **given):
    plain = {
        "server": "Example-Live", "currency": "USD", "currency_digits": 2, "environment": "live",
        "opened_at": clock.now() - timedelta(days=400),
    }  # fmt: skip
    account = BrokerAccount.objects.create(login=login, broker=broker, **{**plain, **given})
    # Fresh for as long as the run takes, or stale.
    at = clock.now() - age if age else clock.now() + timedelta(hours=2)
    told, used = Decimal(equity), Decimal(margin)
    Standing.objects.create(
        account=account, seen_at=at, changed_at=at, source="poll", balance=told + Decimal("15523.15"), equity=told,
        credit=0, open_profit=Decimal("-15523.15"), margin=used, free_margin=told - used,
        margin_level=told / used * 100 if used else None, positions=len(SYMBOLS), may_trade=True,
    )  # fmt: skip
    return account


def in_work(account: BrokerAccount) -> None:
    now = clock.now()
    common = {"account": account, "volume": Decimal("0.25")}
    for number, symbol in enumerate(SYMBOLS, start=1):
        side = "sell" if number == 2 else "buy"
        Position.objects.create(
            **common, ticket=910000 + number, symbol=symbol, side=side, opened_at=now - timedelta(hours=number),
            open_price=Decimal("1.08412"), close_price=Decimal("1.09117"), stop_loss=Decimal("1.07"),
            profit=Decimal(number * 321) - 700, swap=Decimal("-1.20"),
        )  # fmt: skip
        Deal.objects.create(
            **common, ticket=920000 + number, symbol=symbol, kind=side, direction="in", price=Decimal("1.08412"),
            dealt_at=now - timedelta(hours=number), commission=Decimal("-0.70"),
        )  # fmt: skip
    Order.objects.create(
        **common, ticket=930001, symbol="EURUSD", kind="buy limit", state="placed", filled_volume=0, placed_at=now,
        price=Decimal("1.05"),
    )  # fmt: skip
    CashOperation.objects.create(
        account=account, ticket=940001, operated_at=now - timedelta(days=90), kind="balance", amount=Decimal(1800000)
    )
    Break.objects.create(
        account=account, kind="position", subject="XAUUSD", ours=Decimal("-0.25"), theirs=Decimal("-0.5"), state="open",
        reason="The broker holds more than our deals make; a deal may be missing.", since=now, seen_at=now,
        opened_at=now,
    )  # fmt: skip


def followed(account: BrokerAccount, equity: Decimal) -> None:
    """A curve by days, and one by minutes of the last hours."""
    now = clock.now()
    for back in range(DAYS, 0, -1):
        told = equity - Decimal(2200) * back + Decimal(((back * 7919) % 97) * 260)
        DaySnapshot.objects.create(
            account=account, on=now.date() - timedelta(days=back), first_equity=told, last_equity=told,
            high_equity=told + 4000, low_equity=told - 5200, balance=told + 3000, credit=0, snapshots=900,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("select watch_have_days(%s, %s)", [now.date() - timedelta(days=1), now.date()])
    Snapshot.objects.bulk_create(
        Snapshot(
            account=account, at=now - timedelta(minutes=back), source="poll", balance=equity + 3000, credit=0, margin=0,
            equity=equity + Decimal(((back * 104729) % 89) * 35), positions=4,
        )
        for back in range(MINUTES, 0, -1)
    )  # fmt: skip
