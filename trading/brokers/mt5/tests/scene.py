"""The real bridge in a process of its own, over HTTP, with simulated terminals behind the MetaTrader5 package."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from decimal import Decimal
from itertools import count
from pathlib import Path

import mt5_constants as mt5
from simulated_market import Account
from simulated_terminal import Terminals

from trading.brokers.base import Access, Broker
from trading.brokers.mt5 import connect

BRIDGE = Path(__file__).resolve().parents[4] / "bridge" / "mt5"
SERVER = "Invented-Live"
TOKEN = "test-token-0123456789-0123456789-abcdef"
PASSWORD = "never-shown-Passw0rd"
_logins = count(700_001)


def _kept_port() -> socket.socket:
    """Bound and not listening: the system gives the port to nobody else, and who says SO_REUSEADDR may listen there."""
    kept = socket.socket()
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    kept.bind(("127.0.0.1", 0))
    return kept


class BridgeProcess:
    """`python -m fidus_mt5_bridge`; `terminals` are names, each of them one simulated terminal."""

    def __init__(self, folder: Path, *, names=("one",), listen="", terminal="", push="", tokens=(TOKEN,)) -> None:
        # The bridge keeps its port through every kill and start, whoever else looks for a port meanwhile.
        self._kept = _kept_port()
        self.folder, self.port = folder, self._kept.getsockname()[1]
        self.terminals = Terminals(folder / "terminals")
        (folder / "tokens").write_text("\n".join(tokens))
        rows = "".join(
            f'[[terminals]]\nname = "{name}"\npath = "{self.terminals.path(name)}"\nswitch_seconds = 60\n{terminal}\n'
            for name in names
        )
        self.configuration = folder / "bridge.toml"
        self.configuration.write_text(
            f'name = "test"\ntoken_file = "tokens"\n[listen]\nport = {self.port}\n{listen}\n{push}\n{rows}'
        )
        self.start()

    def start(self) -> None:
        paths = os.pathsep.join([str(BRIDGE), str(BRIDGE / "simulated")])
        with (self.folder / "log").open("ab") as log:
            self._popen = subprocess.Popen(
                [sys.executable, "-m", "fidus_mt5_bridge", str(self.configuration), "--verbose"],
                env={**os.environ, "PYTHONPATH": paths},
                stdout=subprocess.PIPE,
                stderr=log,
            )
        assert self._popen.stdout.readline().startswith(b"listening"), (self.folder / "log").read_text()

    @property
    def pid(self) -> int:
        return self._popen.pid

    def kill(self) -> None:
        self._popen.send_signal(signal.SIGKILL)
        self._popen.wait()
        self._popen.stdout.close()

    def stop(self) -> None:
        if self._popen.poll() is None:
            self._popen.terminate()
            self._popen.wait(60)
            self._popen.stdout.close()
        self._kept.close()
        self.terminals.stop()

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()


def access_to(bridge: BridgeProcess, account: Account, **changed) -> Access:
    plain = {
        "login": str(account.login), "server": account.server, "address": f"http://127.0.0.1:{bridge.port}",
        "seconds": 30.0, "secrets": {"password": PASSWORD, "token": TOKEN}, "options": {"terminal": "one"},
    }  # fmt: skip
    return Access(**{**plain, **changed})


class Mt5Scene:
    """An account of its own on a terminal that other tests use, too."""

    symbol, unknown_symbol, currency, secret = "INVENTED", "NOSUCH", "USD", PASSWORD

    def __init__(self, bridge: BridgeProcess, **account) -> None:
        self.bridge, self.terminals = bridge, bridge.terminals
        self.terminal = self.terminals.terminals["one"]
        self.terminals.symbol(self.symbol, 0, 0)
        self.symbol_of = self.terminals.market.symbols[self.symbol]
        self.account = self.terminals.account(next(_logins), SERVER, password=PASSWORD, balance=1_000_000.0, **account)
        self.login = str(self.account.login)
        self.step = Decimal("0.01")
        self._brokers: list[Broker] = []

    def broker(self, **changed) -> Broker:
        self._brokers.append(connect(access_to(self.bridge, self.account, **changed)))
        return self._brokers[-1]

    def price(self, bid, ask) -> None:
        self.symbol_of.bid, self.symbol_of.ask = float(bid), float(ask)

    def fill(self, order_id, volume, price) -> None:
        self.terminals.market.fill(self.account, int(order_id), float(volume), float(price))

    def deposit(self, amount) -> None:
        self.terminals.market.cash(self.account, float(amount))

    def count_of(self, reference) -> int:
        return sum(request["comment"].split(" ")[0] == reference for request in self.account.sent)

    def lose_next_answer(self) -> None:
        self.terminal.lost_answers = 1

    def go_away(self) -> None:
        self.bridge.kill()

    def come_back(self) -> None:
        self.bridge.start()

    def answer_for_another_account(self) -> None:
        self.terminal.lies_as = Account(999, SERVER, "another")

    def refuse_login(self) -> None:
        self.terminal.refused.add(self.account.login)

    def end(self) -> None:
        """The terminal as it was; whoever waits in it goes on."""
        for hang in (*self.terminal.hangs.values(), *self.terminal.hangs_after.values()):
            hang.set()
        self.terminal.hangs.clear()
        self.terminal.hangs_after.clear()
        self.terminal.lies_as, self.terminal.lost_answers = None, 0
        self.terminal.auto_trading = True
        for broker in self._brokers:
            broker.close()
        if self.bridge._popen.poll() is not None:
            self.bridge.start()


HEDGING, NETTING = mt5.ACCOUNT_MARGIN_MODE_RETAIL_HEDGING, mt5.ACCOUNT_MARGIN_MODE_RETAIL_NETTING
