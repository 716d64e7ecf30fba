"""Watched accounts: of the real bridge with simulated terminals, of scripted gateways, and ones told by hand."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count

from django.db import connections

from trading.brokers.facts import (
    AccountState,
    CashState,
    FillState,
    OrderKind,
    OrderState,
    OrderStatus,
    PositionState,
    Side,
)
from trading.brokers.mt5.tests.scene import PASSWORD, SERVER, TOKEN, BridgeProcess
from trading.connections.services.add_gateway import add_gateway
from trading.connections.services.connect_account import connect_account
from trading.models import BrokerAccount
from trading.services.open_broker_account import open_broker_account
from trading.watch.domain.sighting import Sighting
from trading.watch.models import Watch
from trading.watch.services.watch_accounts import Watcher

REAL_MONEY = 2  # ACCOUNT_TRADE_MODE_REAL
# Seconds of a visit that is to succeed, or to be refused: the first one to a bridge waits for its worker to start.
PATIENT = 20.0
AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
_logins = count(720_001)


def an_account(login=None, **given) -> BrokerAccount:
    plain = {"broker": "Invented Markets", "server": SERVER, "currency": "USD", "by": None}
    return open_broker_account(**{**plain, "login": login or next(_logins), **given})


def told(account: BrokerAccount, *, equity="1000.00", **given) -> AccountState:
    plain = {
        "login": account.login, "server": account.server, "currency": "USD", "environment": "live",
        "balance": Decimal("1000.00"), "equity": Decimal(equity),
    }  # fmt: skip
    return AccountState(**{**plain, **given})


def seen(account: BrokerAccount, at=AT, *, equity="1000.00", figures=None, **given) -> Sighting:
    plain = {"account": told(account, equity=equity, **(figures or {})), "source": "poll"}
    return Sighting(**{**plain, "account_id": account.pk, "at": at, **given})


def position(number="1", *, volume="0.10", profit="0", **given) -> PositionState:
    plain = {"symbol": "INVENTED", "side": Side.BUY, "volume": Decimal(volume), "open_price": Decimal(100)}
    return PositionState(**{**plain, "id": number, "profit": Decimal(profit), "price": Decimal(101), **given})


def order(number="7", *, filled="0", **given) -> OrderState:
    plain = {
        "id": number, "reference": "", "symbol": "INVENTED", "side": Side.BUY, "kind": OrderKind.LIMIT,
        "status": OrderStatus.WORKING, "volume": Decimal(1), "filled": Decimal(filled), "limit_price": Decimal(90),
    }  # fmt: skip
    return OrderState(**{**plain, **given})


def fill(number="11", **given) -> FillState:
    plain = {
        "order_id": "7", "symbol": "INVENTED", "side": Side.BUY, "volume": Decimal("0.10"), "price": Decimal(100),
        "at": AT, "direction": "in",
    }  # fmt: skip
    return FillState(**{**plain, "id": number, **given})


def deposit(number="10", amount="1000.00", at=AT) -> CashState:
    return CashState(id=number, kind="balance", amount=Decimal(amount), at=at)


class Bridged:
    """Accounts that stand at one bridge's simulated terminal, connected and ready to be visited."""

    def __init__(self, folder, *, names=("one",), accounts=1, balance=1_000_000.0, at_once=4, **bridge) -> None:
        self.bridge = BridgeProcess(folder, names=names, **bridge)
        self.terminals = self.bridge.terminals
        self.terminal = self.terminals.terminals[names[0]]
        self.terminals.symbol("INVENTED", 99.0, 101.0)
        self.gateway = add_gateway(
            name=f"Bridge {next(_logins)}", platform="mt5", address=f"http://127.0.0.1:{self.bridge.port}",
            secrets={"token": TOKEN}, at_once=at_once, by=None,
        )  # fmt: skip
        self.simulated, self.accounts = {}, []
        for _ in range(accounts):
            self.add(balance=balance)

    def add(self, *, balance=1_000_000.0, **options) -> BrokerAccount:
        simulated = self.terminals.account(
            next(_logins), SERVER, password=PASSWORD, balance=balance, trade_mode=REAL_MONEY
        )
        account = an_account(simulated.login)
        connect_account(account=account, gateway=self.gateway, options=options, secrets={"password": PASSWORD}, by=None)
        self.simulated[account.pk] = simulated
        self.accounts.append(account)
        return account

    def end(self) -> None:
        for hang in (*self.terminal.hangs.values(), *self.terminal.hangs_after.values()):
            hang.set()
        self.bridge.stop()


class Watching:
    """A Watcher in a thread of this process, for as long as the block lasts."""

    def __init__(self, **given) -> None:
        self.watcher = Watcher(**{"threads": 6, "seconds": PATIENT, **given})
        self._thread = threading.Thread(target=self.watcher.run, daemon=True)

    def __enter__(self) -> Watcher:
        self._thread.start()
        return self.watcher

    def __exit__(self, *_) -> None:
        self.watcher.stop.set()
        self._thread.join(60)
        assert not self._thread.is_alive()
        connections.close_all()


def watch_of(account: BrokerAccount) -> Watch:
    return Watch.objects.get(pk=account.pk)


__all__ = ["PASSWORD", "SERVER"]
