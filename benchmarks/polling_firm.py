"""Broker accounts behind a real bridge with simulated terminals, and the processes that watch them, measured."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.mt5 import BRIDGE
from benchmarks.servers import ROOT

TERMINALS = ("one", "two", "three", "four")
POSITIONS = 3
ORDER = {
    "action": 1, "symbol": "INVENTED", "volume": 0.01, "type": 0, "price": 101.0, "type_filling": 0, "magic": 0,
    "comment": "", "position": 0, "expiration": 0, "type_time": 0, "sl": 0.0, "tp": 0.0, "stoplimit": 0.0,
}  # fmt: skip


class Firm:
    """Accounts with open positions at one bridge."""

    def __init__(self, folder: Path) -> None:
        sys.path += [str(BRIDGE), str(BRIDGE / "simulated")]
        from trading.brokers.mt5.tests.scene import TOKEN, BridgeProcess
        from trading.connections.services.add_gateway import add_gateway

        self.bridge = BridgeProcess(folder, names=TERMINALS)
        self.bridge.terminals.symbol("INVENTED", 99.0, 101.0)
        self.gateway = add_gateway(
            name="The bridge", platform="mt5", address=f"http://127.0.0.1:{self.bridge.port}",
            secrets={"token": TOKEN}, at_once=8, by=None,
        )  # fmt: skip
        self.login = 800_000

    def add(self, accounts: int, *, positions: int = POSITIONS) -> list[int]:
        return [self.add_one(positions)[0] for _ in range(accounts)]

    def add_one(self, positions: int = 0):
        from trading.brokers.mt5.tests.scene import PASSWORD, SERVER
        from trading.connections.services.connect_account import connect_account
        from trading.services.open_broker_account import open_broker_account

        self.login += 1
        terminals = self.bridge.terminals
        simulated = terminals.account(self.login, SERVER, password=PASSWORD, balance=0.0)
        terminals.market.cash(simulated, 10_000.0)
        for _ in range(positions):
            terminals.market.place(simulated, ORDER)
        account = open_broker_account(broker="Invented", server=SERVER, login=self.login, currency="USD", by=None)
        connect_account(
            account=account, gateway=self.gateway, options={"terminal": TERMINALS[self.login % len(TERMINALS)]},
            secrets={"password": PASSWORD}, by=None,
        )  # fmt: skip
        return account.pk, simulated


@contextmanager
def watcher():
    """`manage.py watch_accounts` as it is run; its process."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "watch_accounts"],
        cwd=ROOT, env={**os.environ, "REDIS_URL": "redis://127.0.0.1:1/0", "LOG_LEVEL": "ERROR"},
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.wait(40)


def busy(pid: int) -> float:
    """Seconds of processor that a process and its living children have used."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    ticks = 0
    for one in (pid, *children):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> float:
    """Resident, in MB."""
    (line,) = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def wait_until_seen(ids: list[int], seconds: float = 240) -> None:
    from trading.watch.models import Standing

    ends = time.monotonic() + seconds
    while Standing.objects.filter(pk__in=ids).count() < len(ids):
        if time.monotonic() > ends:
            raise TimeoutError("not all accounts were seen")
        time.sleep(0.5)


def ages(ids: list[int], seconds: float) -> list[float]:
    """Of every account, looked at twice a second."""
    from trading.watch.models import Standing

    found, ends = [], time.monotonic() + seconds
    while time.monotonic() < ends:
        told = Standing.objects.filter(pk__in=ids).values_list("seen_at", flat=True)
        now = datetime.now(UTC)
        found += [(now - seen_at).total_seconds() for seen_at in told]
        time.sleep(0.5)
    return sorted(found)


def percentile(values: list[float], share: float) -> float:
    return values[min(int(len(values) * share), len(values) - 1)]
