"""Register a program that may ask for tokens."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from oauth2_provider.models import Application

from accounts.gateway.domain.keys import digest, new_secret
from accounts.gateway.domain.redirects import redirect_fault
from accounts.gateway.domain.scopes import explained
from accounts.gateway.errors import NotAsDescribed
from accounts.gateway.events import ProgramRegistered, of_program
from accounts.gateway.models import Program
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock

FOR_PEOPLE, FOR_ITS_OWNER = "people", "owner"


@dataclass(frozen=True)
class Registered:
    """A program and its secret, which is told this once; empty where there is none, or where the owner makes it."""

    program: Program
    secret: str


@transaction.atomic
def register_program(
    *,
    name: str,
    purpose: str,
    owner: User,
    scopes: Collection[str],
    way: str = FOR_PEOPLE,
    redirects: Collection[str] = (),
    keeps_secret: bool = True,
    by: User | None,
) -> Registered:
    """A program that acts for people who agree (`way` FOR_PEOPLE, with `redirects`), or as its owner.

    `keeps_secret` is whether it runs where nobody else can read its secret (a server, not a phone). The secret of a
    program that acts as its owner is made by the owner alone (change_secret). Raises NotAsDescribed.
    """
    _check(owner, scopes, way, redirects, keeps_secret)
    secret = new_secret() if keeps_secret and (way == FOR_PEOPLE or by == owner) else ""
    now = clock.now()
    application = Application.objects.create(
        name=name,
        user=owner,
        client_type=Application.CLIENT_CONFIDENTIAL if keeps_secret else Application.CLIENT_PUBLIC,
        authorization_grant_type=(
            Application.GRANT_AUTHORIZATION_CODE if way == FOR_PEOPLE else Application.GRANT_CLIENT_CREDENTIALS
        ),
        redirect_uris=" ".join(redirects),
        # A digest of ours, which the validator knows how to compare; the toolkit is to leave it as it is.
        client_secret=digest(secret) if secret else "",
        hash_client_secret=False,
    )
    program = Program.objects.create(
        application=application,
        purpose=purpose,
        scopes=sorted(set(scopes)),
        registered_by=by,
        registered_at=now,
        secret_changed_at=now if secret else None,
    )
    event = ProgramRegistered(
        subject=of_program(program.pk),
        client=None,
        name=name,
        way=way,
        owner=owner.pk,
        scopes=tuple(program.scopes),
        redirects=tuple(redirects),
    )
    record(event, by=by)
    return Registered(program, secret)


def _check(owner: User, scopes: Collection[str], way: str, redirects: Collection[str], keeps_secret: bool) -> None:
    if not owner.is_active:
        raise NotAsDescribed("The owner's login is not active.")
    if not scopes:
        raise NotAsDescribed("Choose at least one scope: a program without any can do nothing.")
    if unknown := sorted(set(scopes) - explained().keys()):
        raise NotAsDescribed(f"{unknown[0]}: there is no such scope.")
    if way not in (FOR_PEOPLE, FOR_ITS_OWNER):
        raise NotAsDescribed("A program acts for people who agree, or as its owner.")
    if way == FOR_ITS_OWNER and (redirects or not keeps_secret):
        raise NotAsDescribed("A program that acts as its owner keeps a secret, and nobody is sent back to it.")
    if way == FOR_PEOPLE and not redirects:
        raise NotAsDescribed("Say where people are sent back to.")
    for address in redirects:
        if fault := redirect_fault(address):
            raise NotAsDescribed(f"{address[:120]}: {fault}.")
