"""Whether an account can be reached, and the broker behind it: the only place where sealed secrets are opened."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import F, Q, QuerySet

from fidus.lib import clock
from trading.brokers.base import Access, Broker
from trading.connections.description import Adapter, Of
from trading.connections.domain.addresses import host_of, is_allowed
from trading.connections.errors import CannotOpen, NotConnected, UnknownPlatform
from trading.connections.models import BrokerGateway, Connection
from trading.connections.registry import adapter_of, adapters
from trading.connections.sealing import opened
from trading.models import BrokerAccount

# Why an account is not reached, by NotConnected.code; those of a person's doing or waiting are no failures.
OBSTACLES: dict[str, str] = {
    "none": "it was never connected",
    "account": "the account is disabled",
    "paused": "the connection is paused",
    "gateway": "the gateway is disabled",
    "expired": "nobody has logged in today",
    "incomplete": "a secret or an option is missing",
    "sealed": "the secrets cannot be opened with the keys that are held",
    "address": "the gateway's address is not one that may be called",
    "platform": "there is no adapter for the platform",
}
SECONDS = 10.0  # for any one call, unless told
SHORTEST_HIDDEN = 3  # letters; a secret that is shorter stands in any sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """All that a visit of an account needs, without another question to the database.

    At most `at_once` visits go through a gateway at a time, one at a time for each `line_key` that names a terminal.
    """

    account_id: int
    platform: str
    gateway_id: int | None
    at_once: int
    line_key: str
    access: Access
    may_trade: bool


def open_broker(account: BrokerAccount, *, seconds: float | None = None) -> Broker:
    """The broker of an account, nothing asked yet; whoever gets it closes it. Raises NotConnected.

    What the adapter itself refuses comes as its own errors (trading.brokers.base).
    """
    found = Connection.objects.select_related("account", "gateway").filter(account=account).first()
    if found is None:
        raise NotConnected(f"Account {account.login} is not connected to its broker.", code="none")
    return open_reach(reach_of(found), seconds=seconds)


def open_reach(reach: Reach, *, seconds: float | None = None) -> Broker:
    """The broker behind a Reach; for whoever asked for many at once."""
    access = reach.access if seconds is None else replace(reach.access, seconds=seconds)
    return adapter_of(reach.platform).connect(access)


def reach(accounts: Iterable[BrokerAccount | int]) -> dict[int, Reach]:
    """Those of the accounts that can be reached now, in one query; `obstacles` tells of the others."""
    return _looked_at(accounts)[0]


def obstacles(accounts: Iterable[BrokerAccount | int]) -> dict[int, NotConnected]:
    """Why the others cannot be reached; nothing is asked of any broker."""
    return _looked_at(accounts)[1]


def without_secrets(words: str, access: Access) -> str:
    """What a broker said, without any secret of ours that it may have repeated; for whoever keeps or shows words."""
    for secret in sorted(access.secrets.values(), key=len, reverse=True):
        if len(secret) >= SHORTEST_HIDDEN:
            words = re.sub(re.escape(secret), "…", words, flags=re.IGNORECASE)
    return words


def reach_of(connection: Connection, *, at: datetime | None = None, even_paused: bool = False) -> Reach:
    """How this connection's account is reached; raises NotConnected."""
    account, gateway = connection.account, connection.gateway
    adapter = _adapter(account)
    if connection.paused_at is not None and not even_paused:
        raise NotConnected(f"The connection is paused: {connection.pause_reason}", code="paused")
    _raise_unless_open(connection, adapter, at or clock.now())
    access = access_of(connection)
    return Reach(
        account_id=account.pk, platform=account.platform, gateway_id=connection.gateway_id,
        at_once=gateway.at_once if gateway is not None else adapter.at_once,
        line_key=_line_key(connection, adapter), access=access, may_trade=connection.may_trade,
    )  # fmt: skip


def access_of(thing: Connection | BrokerGateway) -> Access:
    """The way to an account, or to a gateway itself, whether or not it is open now; raises NotConnected."""
    connection, gateway = (thing, thing.gateway) if isinstance(thing, Connection) else (None, thing)
    options, secrets = {}, {}
    try:
        if gateway is not None:
            _raise_unless_allowed(gateway)
            options |= gateway.options
            secrets |= opened(gateway.sealed, owner=gateway.owner)
        if connection is not None:
            options |= connection.options
            secrets |= opened(connection.sealed, owner=connection.owner)
    except CannotOpen as error:
        raise NotConnected(str(error), code="sealed") from None
    account = connection.account if connection is not None else None
    return Access(
        login=account.login if account else "", server=account.server if account else "",
        environment=account.environment if account else "", currency=account.currency if account else "",
        address=gateway.address if gateway is not None else "", seconds=SECONDS,
        options=_as_adapters_read(options), secrets=secrets,
    )  # fmt: skip


def logins_due(*, within: timedelta = timedelta(0)) -> QuerySet[Connection]:
    """Connections whose day's token is missing, over, or over within that time; those not in use are left out."""
    platforms = [adapter.platform for adapter in adapters() if adapter.day_token]
    rows = Connection.objects.filter(
        Q(expires_at=None) | Q(expires_at__lte=clock.now() + within),
        account__platform__in=platforms, account__disabled_at=None, paused_at=None,
    ).exclude(gateway__disabled_at__isnull=False)  # fmt: skip
    return rows.select_related("account").order_by(F("expires_at").asc(nulls_first=True), "pk")


def push_tokens(gateway: BrokerGateway) -> list[str]:
    """What a bridge's pushes may be signed with; raises NotConnected."""
    secrets = access_of(gateway).secrets
    return [secrets[name] for name in ("token", "next_token") if name in secrets]


def _looked_at(accounts: Iterable[BrokerAccount | int]) -> tuple[dict[int, Reach], dict[int, NotConnected]]:
    wanted = [account.pk if isinstance(account, BrokerAccount) else account for account in accounts]
    found: dict[int, Reach] = {}
    missing = dict.fromkeys(wanted, NotConnected("It is not connected to its broker.", code="none"))
    now = clock.now()
    for connection in Connection.objects.select_related("account", "gateway").filter(account__in=wanted):
        try:
            found[connection.account_id] = reach_of(connection, at=now)
        except NotConnected as error:
            missing[connection.account_id] = error
        else:
            del missing[connection.account_id]
    return found, missing


def _adapter(account: BrokerAccount) -> Adapter:
    try:
        return adapter_of(account.platform)
    except UnknownPlatform as error:
        raise NotConnected(str(error), code="platform") from None


def _raise_unless_open(connection: Connection, adapter: Adapter, now: datetime) -> None:
    account, gateway = connection.account, connection.gateway
    if account.disabled_at is not None:
        raise NotConnected(f"Account {account.login} is disabled.", code="account")
    if adapter.through_gateway and gateway is None:
        raise NotConnected("No gateway is chosen.", code="incomplete")
    if gateway is not None and gateway.disabled_at is not None:
        raise NotConnected(f"{gateway.name} is disabled.", code="gateway")
    if adapter.day_token and (connection.expires_at is None or connection.expires_at <= now):
        raise NotConnected("Nobody has logged in today: the day's token is missing or over.", code="expired")
    if lacking := _lacking(connection, adapter):
        raise NotConnected(f"Missing: {', '.join(lacking)}.", code="incomplete")


def _lacking(connection: Connection, adapter: Adapter) -> list[str]:
    held = {Of.ACCOUNT: set(connection.secrets_held) | set(connection.options)}
    if connection.gateway is not None:
        held[Of.GATEWAY] = set(connection.gateway.secrets_held) | set(connection.gateway.options)
    return [field.label for field in adapter.fields if field.needed and field.name not in held.get(field.of, ())]


def _raise_unless_allowed(gateway: BrokerGateway) -> None:
    if gateway.address and not is_allowed(host_of(gateway.address), settings.BROKER_HOSTS):
        raise NotConnected(f"{gateway.address} is not among the machines that may be called.", code="address")


def _line_key(connection: Connection, adapter: Adapter) -> str:
    place = f"{connection.account.platform}:{connection.gateway_id or '-'}"
    queue = connection.options.get(adapter.line, "")
    return f"{place}/{queue}" if queue else place


def _as_adapters_read(options: dict[str, str]) -> dict[str, str]:
    """Files are named, never placed, by those who fill in forms: their folder is the machine's own affair."""
    if name := options.get("authority"):
        return {**options, "authority": str(Path(settings.BROKER_AUTHORITIES) / name)}
    return options
