"""Account refreshes a second through one terminal: adapter, HTTP, bridge, worker, simulated package. Logins switch."""

import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

from benchmarks.result import Result, growth

# The bridge is a project of its own; its simulated package is found where it stands.
BRIDGE = Path(__file__).parents[1] / "bridge" / "mt5"

ACCOUNTS, POSITIONS, SECONDS = 100, 3, 6.0
# 1,000 accounts, none older than 30 seconds.
NEEDED = 1_000 / 30


def run(scale: float) -> list[Result]:
    sys.path += [str(BRIDGE), str(BRIDGE / "simulated")]
    from trading.brokers.mt5.tests.scene import BridgeProcess

    seconds = max(1.0, SECONDS * scale)
    with tempfile.TemporaryDirectory() as folder:
        bridge = BridgeProcess(Path(folder))
        try:
            accounts = _accounts(bridge.terminals)
            alone, few = _refresh(bridge, accounts[:1], seconds), _refresh(bridge, accounts[:10], seconds)
            all_, core = _refresh(bridge, accounts, seconds), _refresh.core
            direct = _directly(bridge, accounts, seconds)
        finally:
            bridge.stop()
    return [
        Result(
            f"refreshes a second of {ACCOUNTS} accounts on one terminal ({core:.2f} of a core for adapter and bridge)",
            all_, "1/s", "the simulated package asked directly", direct,
            f">= {NEEDED:.0f}/s, which is 1,000 accounts in 30 s", all_ >= NEEDED,
            growth([10, ACCOUNTS], [1 / few, 1 / all_]),
        ),
        Result("refreshes a second of one account", alone, "1/s", f"{ACCOUNTS} accounts", all_, "none", holds=True),
    ]  # fmt: skip


def _accounts(terminals):
    from trading.brokers.mt5.tests.scene import PASSWORD, SERVER

    terminals.symbol("INVENTED", 99.0, 101.0)
    accounts = [
        terminals.account(800_000 + number, SERVER, password=PASSWORD, balance=10_000.0) for number in range(ACCOUNTS)
    ]
    order = {"action": 1, "symbol": "INVENTED", "volume": 0.01, "type": 0, "price": 101.0, "type_filling": 0,
             "magic": 0, "comment": "", "position": 0, "expiration": 0, "type_time": 0, "sl": 0.0, "tp": 0.0,
             "stoplimit": 0.0}  # fmt: skip
    for account in accounts:
        for _ in range(POSITIONS):
            terminals.market.place(account, order)
    return accounts


def _refresh(bridge, accounts, seconds: float) -> float:
    from trading.brokers.mt5 import connect
    from trading.brokers.mt5.tests.scene import access_to
    from trading.brokers.visit import visit

    brokers = [connect(access_to(bridge, account)) for account in accounts]
    since = datetime.now(UTC)
    for broker in islice(cycle(brokers), 10):
        visit(broker, since)
    began, busy, done = time.perf_counter(), _busy(bridge), 0
    for broker in cycle(brokers):
        visit(broker, since)
        done += 1
        if time.perf_counter() - began > seconds:
            break
    took = time.perf_counter() - began
    # The simulated terminals run in this process, so that this counts them too.
    _refresh.core = (_busy(bridge) - busy) / took
    for broker in brokers:
        broker.close()
    return done / took


def _busy(bridge) -> float:
    """Seconds of processor that this process, the bridge and its workers have used."""
    own = os.times()
    children = Path(f"/proc/{bridge.pid}/task/{bridge.pid}/children").read_text().split()
    ticks = 0
    for pid in (bridge.pid, *children):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return own.user + own.system + ticks / os.sysconf("SC_CLK_TCK")


def _directly(bridge, accounts, seconds: float) -> float:
    import MetaTrader5

    from trading.brokers.mt5.tests.scene import PASSWORD, SERVER

    path, done, now = str(bridge.terminals.path("one")), 0, int(time.time())
    MetaTrader5.initialize(path)
    began = time.perf_counter()
    for account in cycle(accounts):
        MetaTrader5.login(account.login, password=PASSWORD, server=SERVER)
        if MetaTrader5.account_info().login != account.login:
            raise AssertionError("another account answered")
        MetaTrader5.positions_get()
        MetaTrader5.orders_get()
        MetaTrader5.history_deals_get(now, now + 86_400)
        done += 1
        if time.perf_counter() - began > seconds:
            break
    took = time.perf_counter() - began
    MetaTrader5.shutdown()
    return done / took
