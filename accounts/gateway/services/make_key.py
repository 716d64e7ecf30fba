"""Make an API key that acts as the person who makes it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.gateway.domain.addresses import network_fault
from accounts.gateway.domain.keys import digest, new_key, shown
from accounts.gateway.domain.lifetimes import API_KEY_AT_MOST
from accounts.gateway.domain.scopes import explained
from accounts.gateway.errors import NotAsDescribed
from accounts.gateway.events import ApiKeyMade
from accounts.gateway.models import ApiKey
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock


@dataclass(frozen=True)
class Made:
    """A key with its whole text, which is told this once."""

    key: ApiKey
    text: str


@transaction.atomic
def make_key(
    *,
    label: str,
    scopes: Collection[str],
    expires_at: datetime,
    strategy: str = "",
    networks: Collection[str] = (),
    by: User,
) -> Made:
    """A key of `by`: nobody makes one for another, since they would see it and could act in their name.

    Raises NotAsDescribed for unknown scopes, networks that are none, and a time that is past or too far.
    """
    now = clock.now()
    if not scopes or (set(scopes) - explained().keys()):
        raise NotAsDescribed("Choose at least one of the scopes there are.")
    if not now < expires_at <= now + API_KEY_AT_MOST:
        raise NotAsDescribed("A key is good for a year at most, and for some time at least.")
    for network in networks:
        if fault := network_fault(network):
            raise NotAsDescribed(f"Write networks like 192.0.2.0/24: {fault}.")
    # Locked, so that a suspension that goes on meanwhile is either seen or waits.
    person = User.objects.select_for_update().get(pk=by.pk)
    if not person.is_active:
        raise NotAsDescribed("This login is not active.")
    text = new_key()
    key = ApiKey.objects.create(
        user=person,
        prefix=shown(text),
        digest=digest(text),
        label=label,
        strategy=strategy,
        scopes=sorted(set(scopes)),
        networks=list(networks),
        session_round=person.session_round,
        made_at=now,
        expires_at=expires_at,
    )
    event = ApiKeyMade(
        subject=f"user:{person.pk}",
        client=None,
        key=key.prefix,
        label=label,
        scopes=tuple(key.scopes),
        expires_at=expires_at.isoformat(),
    )
    record(event, by=by)
    return Made(key, text)
