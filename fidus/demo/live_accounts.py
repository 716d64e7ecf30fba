"""The demo's accounts that live: an invented broker's, reached through the real bridge, and marked as simulated."""

import json
import secrets
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from accounts.models import User
from trading.connections.services.add_gateway import add_gateway
from trading.connections.services.connect_account import connect_account
from trading.models import Environment, Source
from trading.services.open_broker_account import open_broker_account

SERVER, BROKER, CURRENCY = "InventedMarkets-Demo", "Invented Markets (simulated)", "EUR"


@dataclass(frozen=True)
class LiveAccount:
    login: int
    name: str
    deposit: int


ACCOUNTS = (
    LiveAccount(5_510_001, "Invented Macro", 400_000),
    LiveAccount(5_510_002, "Invented Scalper", 120_000),
    LiveAccount(5_510_003, "Invented Carry", 250_000),
    LiveAccount(5_510_004, "Invented Metals", 80_000),
    LiveAccount(5_510_005, "Invented Indices", 310_000),
    LiveAccount(5_510_006, "Invented Reserve", 60_000),
)


@dataclass(frozen=True)
class Desk:
    """Where the simulated broker listens, and what opens it; made up for this demo alone."""

    port: int
    token: str
    password: str


def desk_folder() -> Path:
    return settings.VAR_DIR / "simulated-broker"


def read_desk() -> Desk | None:
    file = desk_folder() / "desk.json"
    return Desk(**json.loads(file.read_text())) if file.exists() else None


def show_live_accounts(*, by: User) -> None:
    """Open and connect them; who answers is another process (`manage.py simulate_broker`)."""
    desk = _make_desk()
    bridge = add_gateway(
        name="Simulated bridge", platform="mt5", address=f"http://127.0.0.1:{desk.port}",
        secrets={"token": desk.token}, at_once=2, by=by,
    )  # fmt: skip
    for one in ACCOUNTS:
        account = open_broker_account(
            broker=BROKER, server=SERVER, login=one.login, currency=CURRENCY, environment=Environment.DEMO,
            source=Source.SIMULATED, name=one.name, by=by,
        )  # fmt: skip
        connect_account(account=account, gateway=bridge, secrets={"password": desk.password}, by=by)


def _make_desk() -> Desk:
    if (desk := read_desk()) is not None:
        return desk
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    desk = Desk(port, secrets.token_urlsafe(48), secrets.token_urlsafe(16))
    desk_folder().mkdir(parents=True, exist_ok=True)
    file = desk_folder() / "desk.json"
    file.touch(mode=0o600)
    file.write_text(json.dumps(asdict(desk)))
    return desk
