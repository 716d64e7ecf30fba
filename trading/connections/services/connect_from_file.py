"""Open and connect many accounts at once: all of them, or none."""

from dataclasses import dataclass, field

from django.db import transaction

from accounts.models import User
from fidus.lib.money import MoneyError
from fidus.lib.trial import trial
from trading.connections.description import Adapter, Of
from trading.connections.domain.account_file import Line, UnreadableFile, read_file
from trading.connections.errors import NotAsDescribed, UnknownPlatform
from trading.connections.models import BrokerGateway
from trading.connections.registry import adapter_of, adapters
from trading.connections.services.connect_account import connect_account
from trading.errors import TradingError
from trading.models import BrokerAccount, Environment, MarginMode
from trading.services.open_broker_account import open_broker_account

MOST_FAULTS = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a cell, or in the whole line; no cell is repeated."""

    line: int
    column: str
    words: str


@dataclass(slots=True)
class FileOutcome:
    """What came of a file, or would; with any fault nothing was done."""

    lines: int = 0
    opened: int = 0
    connected: int = 0
    faults: list[Fault] = field(default_factory=list)


class _HasFaults(Exception):
    """Takes everything back."""


def connect_from_file(*, content: bytes, try_only: bool, may_allow_trading: bool, by: User) -> FileOutcome:
    """Each line's account, opened where it is not yet, and connected; with `try_only` all is taken back.

    The content is neither kept nor repeated. Raises UnreadableFile.
    """
    lines = read_file(content, further=further_columns())
    outcome = FileOutcome(lines=len(lines))
    try:
        with trial() if try_only else transaction.atomic():
            _take(lines, outcome, may_allow_trading=may_allow_trading, by=by)
            if outcome.faults:
                raise _HasFaults
    except _HasFaults:
        outcome.opened = outcome.connected = 0
    return outcome


def further_columns() -> list[str]:
    """What platforms want of an account, besides what all have."""
    return sorted({field.name for adapter in adapters() for field in adapter.fields_of(Of.ACCOUNT) if field.by_hand})


def _take(lines: list[Line], outcome: FileOutcome, *, may_allow_trading: bool, by: User) -> None:
    gateways = {gateway.name: gateway for gateway in BrokerGateway.objects.all()}
    seen: set[tuple[str, str]] = set()
    for line in lines:
        faults = line.faults()
        place = (line.cells.get("server", ""), line.cells.get("login", ""))
        if place in seen:
            faults["login"] = "This account stands in the file twice."
        seen.add(place)
        if line.cells.get("may_trade") == "yes" and not may_allow_trading:
            faults["may_trade"] = "You may not allow FIDUS to trade an account."
        if line.cells.get("gateway") and line.cells["gateway"] not in gateways:
            faults["gateway"] = "There is no gateway of this name."
        if not faults:
            faults = _connect(line, gateways.get(line.cells.get("gateway", "")), outcome, by)
        outcome.faults += [Fault(line.number, column, words) for column, words in faults.items()]
        if len(outcome.faults) >= MOST_FAULTS:
            return


def _connect(line: Line, gateway: BrokerGateway | None, outcome: FileOutcome, by: User) -> dict[str, str]:
    try:
        with transaction.atomic():
            adapter = adapter_of(line.cells["platform"])
            account = BrokerAccount.objects.filter(server=line.cells["server"], login=line.cells["login"]).first()
            if account is None:
                account = _open(line, by)
                outcome.opened += 1
            elif fault := _other(account, line):
                return fault
            connect_account(
                account=account,
                gateway=gateway,
                options=_given(adapter, line, secret=False),
                secrets=_given(adapter, line, secret=True),
                may_trade=line.cells.get("may_trade") == "yes",
                by=by,
            )
    except NotAsDescribed as error:
        return error.faults
    except UnknownPlatform:
        return {"platform": f"Write one of: {', '.join(adapter.platform for adapter in adapters())}."}
    except (TradingError, MoneyError) as error:
        return {"": str(error)}
    outcome.connected += 1
    return {}


def _open(line: Line, by: User) -> BrokerAccount:
    """Raises NotAsDescribed for a word that is not among the choices, and as opening an account does."""
    cells = line.cells
    paper = cells["platform"] == "paper"
    environment = cells.get("environment") or (Environment.PAPER if paper else Environment.LIVE)
    margin_mode = cells.get("margin_mode") or MarginMode.HEDGE
    faults = {}
    if environment not in Environment.values:
        faults["environment"] = f"Write one of: {', '.join(Environment.values)}."
    if margin_mode not in MarginMode.values:
        faults["margin_mode"] = f"Write one of: {', '.join(MarginMode.values)}."
    for column, longest in (("broker", 120), ("server", 120), ("name", 200)):
        if len(cells.get(column, "")) > longest or not cells.get(column, "").isprintable():
            faults[column] = f"It has at most {longest} letters, on one line."
    if faults:
        raise NotAsDescribed(faults)
    return open_broker_account(
        broker=cells["broker"],
        server=cells["server"],
        login=cells["login"],
        platform=cells["platform"],
        currency=cells["currency"],
        environment=environment,
        margin_mode=margin_mode,
        name=cells.get("name", ""),
        by=by,
    )


def _other(account: BrokerAccount, line: Line) -> dict[str, str]:
    """Where an account that is here already is another than the line says."""
    told = {name: line.cells.get(name, "") for name in ("platform", "currency", "environment", "margin_mode")}
    return {
        name: f"The account is here already, and it has {getattr(account, name)}."
        for name, value in told.items()
        if value and value != getattr(account, name)
    }


def _given(adapter: Adapter, line: Line, *, secret: bool) -> dict[str, str]:
    """The line's options or secrets; a column of another platform has to be empty."""
    ours = {field.name for field in adapter.fields_of(Of.ACCOUNT, secret=secret)}
    further = set(further_columns())
    all_of_it = ours | {field.name for field in adapter.fields_of(Of.ACCOUNT, secret=not secret)}
    strange = {name for name in further - all_of_it if line.cells.get(name)}
    if strange:
        raise NotAsDescribed(dict.fromkeys(strange, f"{adapter.title} has no such field."))
    return {name: line.cells[name] for name in ours if line.cells.get(name)}


__all__ = ["Fault", "FileOutcome", "UnreadableFile", "connect_from_file", "further_columns"]
