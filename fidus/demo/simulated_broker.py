"""The demo's broker: an invented market that moves, invented traders, and the real bridge before simulated terminals.

What happened stays: tickets and balances are kept in a file after each trade, before anybody can be told of it.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any

from fidus.demo.live_accounts import ACCOUNTS, SERVER, Desk

BRIDGE = Path(__file__).resolve().parents[2] / "bridge" / "mt5"
TICK = 2.0
HISTORY_DAYS, MOST_POSITIONS = 60, 4
# Price, digits, contract, lots of a trade, how far the price goes in a tick.
SYMBOLS: dict[str, tuple[float, int, float, float, float]] = {
    "EURUSD": (1.0850, 5, 100_000, 0.5, 0.00005),
    "XAUUSD": (2650.0, 2, 100, 0.3, 0.25),
    "US500": (5900.0, 1, 10, 1.0, 0.6),
    "GER40": (19200.0, 1, 10, 0.4, 2.0),
}
KEPT = ("balance", "credit", "positions", "orders", "done", "deals")


class SimulatedBroker:
    def __init__(self, folder: Path, desk: Desk, *, seed: int = 147) -> None:
        # The bridge is a project of its own, and the simulated terminals stand beside it.
        sys.path[:0] = [str(BRIDGE), str(BRIDGE / "simulated")]
        from simulated_terminal import Terminals

        self.folder, self.desk = folder, desk
        self.dice = random.Random(seed)  # noqa: S311 - an invented market
        self.terminals = Terminals(folder / "terminals")
        self.market = self.terminals.market
        self.state = folder / "state.json"
        self.accounts = [
            self.terminals.account(one.login, SERVER, password=desk.password, name=one.name, currency="EUR")
            for one in ACCOUNTS
        ]
        for name, (price, digits, contract, _, step) in SYMBOLS.items():
            self.terminals.symbol(name, price, round(price + step, digits), digits=digits, contract_size=contract)
        if self.state.exists():
            self._remember()
        else:
            self._invent_history()
            self._keep()

    def run(self, stop: threading.Event) -> None:
        """Until `stop`; raises RuntimeError if the bridge ends."""
        bridge = self._start_bridge()
        try:
            while not stop.wait(TICK):
                if bridge.poll() is not None:
                    raise RuntimeError(f"the bridge ended with {bridge.returncode}")
                with self.terminals.lock:
                    self.move()
                    if self.dice.random() < TICK / 45:
                        self.trade()
                        self._keep()
        finally:
            bridge.terminate()
            bridge.wait(10)
            self.terminals.stop()

    def move(self) -> None:
        """A tick: prices wander, and are drawn back to where they began."""
        for name, (start, digits, _, _, step) in SYMBOLS.items():
            symbol = self.market.symbols[name]
            drift = (start - symbol.bid) / start * step
            symbol.bid = round(symbol.bid + drift + self.dice.gauss(0, step), digits)
            symbol.ask = round(symbol.bid + step, digits)

    def trade(self) -> None:
        """Somebody opens a position, or closes the one they have held longest."""
        account = self.dice.choice(self.accounts[:-1])
        held = list(account.positions.values())
        if len(held) >= MOST_POSITIONS or (held and self.dice.random() < 0.5):
            first = held[0]
            self._order(account, first["symbol"], 1 - first["type"], first["volume"], first["ticket"])
            return
        name = self.dice.choice(list(SYMBOLS))
        self._order(account, name, self.dice.randrange(2), SYMBOLS[name][3])

    def _order(self, account: Any, symbol: str, side: int, volume: float, position: int = 0) -> None:
        self.market.place(account, {
            "action": 1, "symbol": symbol, "volume": volume, "type": side, "price": 0.0, "type_filling": 0, "magic": 0,
            "comment": "", "position": position, "expiration": 0, "type_time": 0, "sl": 0.0, "tp": 0.0,
            "stoplimit": 0.0,
        })  # fmt: skip

    def _invent_history(self) -> None:
        now = self.market.now_msc() // 1000
        for account, told in zip(self.accounts, ACCOUNTS, strict=True):
            at = now - HISTORY_DAYS * 86_400
            self.market.cash(account, float(told.deposit)).update(time=at, time_msc=at * 1000)
            for day in range(1, HISTORY_DAYS):
                self._invent_trade(account, at + day * 86_400 + self.dice.randrange(28_800))
        for _ in range(8):
            self.trade()

    def _invent_trade(self, account: Any, at: int) -> None:
        """Opened and closed within the day."""
        name = self.dice.choice(list(SYMBOLS))
        price, digits, contract, volume, step = SYMBOLS[name]
        side, ticket = self.dice.randrange(2), next(self.market.tickets)
        move = round(self.dice.gauss(4, 60) * step, digits)
        profit = round(move * volume * contract, 2)
        common = {"symbol": name, "volume": volume, "position_id": ticket, "order": ticket, "reason": 3}
        closed = at + self.dice.randrange(600, 28_000)
        self.market._deal(
            account, type=side, entry=0, price=price, time=at, time_msc=at * 1000, commission=-3.5 * volume, **common
        )
        self.market._deal(
            account, type=1 - side, entry=1, price=round(price + (move if side == 0 else -move), digits), time=closed,
            time_msc=closed * 1000, profit=profit, **common,
        )  # fmt: skip
        account.balance = round(account.balance + profit - 3.5 * volume, 2)

    def _keep(self) -> None:
        told = {
            "ticket": next(self.market.tickets),
            "prices": {name: symbol.bid for name, symbol in self.market.symbols.items()},
            "accounts": [{name: asdict(account)[name] for name in KEPT} for account in self.accounts],
        }
        fresh = self.state.with_suffix(".new")
        fresh.write_text(json.dumps(told))
        fresh.replace(self.state)

    def _remember(self) -> None:
        told = json.loads(self.state.read_text())
        self.market.tickets = count(told["ticket"] + 1)
        for name, bid in told["prices"].items():
            symbol = self.market.symbols[name]
            symbol.bid, symbol.ask = bid, round(bid + SYMBOLS[name][4], symbol.digits)
        for account, kept in zip(self.accounts, told["accounts"], strict=True):
            for name in KEPT:
                rows = kept[name]
                setattr(account, name, {int(key): row for key, row in rows.items()} if isinstance(rows, dict) else rows)

    def _start_bridge(self) -> subprocess.Popen[bytes]:
        tokens = self.folder / "tokens"
        tokens.touch(mode=0o600)
        tokens.write_text(self.desk.token)
        configuration = self.folder / "bridge.toml"
        configuration.write_text(
            f'name = "simulated"\ntoken_file = "tokens"\n[listen]\nport = {self.desk.port}\n'
            f'[[terminals]]\nname = "one"\npath = "{self.terminals.path("one")}"\nswitch_seconds = 5\n'
        )
        paths = os.pathsep.join([str(BRIDGE), str(BRIDGE / "simulated")])
        return subprocess.Popen(
            [sys.executable, "-m", "fidus_mt5_bridge", str(configuration)], env={**os.environ, "PYTHONPATH": paths}
        )
