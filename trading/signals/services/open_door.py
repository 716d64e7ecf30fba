"""Open a door for a strategy's messages."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from accounts.gateway.domain.addresses import network_fault
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.signals.domain.door_states import DoorState
from trading.signals.domain.doors import sender_fault, words_fault
from trading.signals.domain.strategy_states import StrategyState
from trading.signals.errors import NotAsDescribed, WrongState
from trading.signals.events import SignalDoorOpened
from trading.signals.models import WITH_SECRET, Door, Strategy
from trading.signals.secrets import digest, new_secret

HINT = 6


@dataclass(frozen=True)
class Opened:
    """A door, and the secret of its address, which is told this once; empty where it has none."""

    door: Door
    secret: str


def address_of(door: Door, secret: str) -> str:
    """Where messages for it are sent, written with its secret, or with what of it may be shown."""
    if door.kind == Door.Kind.WEBHOOK:
        return f"{settings.SITE_URL.rstrip('/')}/signals/{secret}"
    name, _, host = settings.SIGNAL_MAIL_ADDRESS.partition("@")
    return f"{name}+{secret}@{host}" if host else secret


@transaction.atomic
def open_door(
    *,
    strategy: Strategy,
    kind: str,
    label: str = "",
    allowed: Collection[str] = (),
    calls_a_minute: int = 120,
    names: Mapping[str, str] | None = None,
    actions: Mapping[str, str] | None = None,
    by: User | None,
) -> Opened:
    """`allowed` are networks (webhook) or senders (e-mail). Raises NotAsDescribed and WrongState."""
    # Locked, so that a strategy that is retired meanwhile keeps no open door.
    strategy = Strategy.objects.select_for_update().get(pk=strategy.pk)
    if strategy.state == StrategyState.RETIRED:
        raise WrongState(f"{strategy} is retired and takes no more signals.")
    if kind not in Door.Kind.values:
        raise NotAsDescribed({"kind": "There is no such way in."})
    allowed = [text.strip().lower() for text in allowed if text.strip()]
    _check(kind, allowed, calls_a_minute, names or {}, actions or {})
    if kind not in WITH_SECRET and strategy.doors.filter(kind=kind, state=DoorState.OPEN).exists():
        raise WrongState(f"{strategy} takes signals in this way already.")
    secret = new_secret() if kind in WITH_SECRET else ""
    door = Door.objects.create(
        strategy=strategy,
        kind=kind,
        label=label or Door.Kind(kind).label,
        digest=digest(secret) if secret else None,
        hint=secret[:HINT],
        allowed=allowed,
        calls_a_minute=calls_a_minute,
        names=dict(names or {}),
        actions=dict(actions or {}),
        opened_at=clock.now(),
        opened_by=by,
    )
    event = SignalDoorOpened(
        subject=door.subject,
        client=None,
        strategy=strategy.code,
        way=kind,
        label=door.label,
        hint=door.hint,
        allowed=tuple(allowed),
    )
    record(event, by=by)
    return Opened(door, secret)


def _check(
    kind: str, allowed: Collection[str], calls: int, names: Mapping[str, str], actions: Mapping[str, str]
) -> None:
    if allowed and kind not in WITH_SECRET:
        raise NotAsDescribed({"allowed": "Whoever uses this way is known otherwise."})
    if kind == Door.Kind.MAIL and not allowed:
        raise NotAsDescribed({"allowed": "Name the addresses that may write."})
    for text in allowed:
        fault = sender_fault(text) if kind == Door.Kind.MAIL else network_fault(text)
        if fault:
            raise NotAsDescribed({"allowed": fault})
    if not 1 <= calls <= 60_000:
        raise NotAsDescribed({"calls_a_minute": "From 1 to 60000 messages a minute."})
    if fault := words_fault(names, actions):
        raise NotAsDescribed({"names": fault})
