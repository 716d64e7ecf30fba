"""Make a webhook: an address that hears of what its owner may see."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from accounts.gateway.models import ApiKey, Program
from accounts.hooks.domain.hook_states import REMOVED
from accounts.hooks.domain.receivers import address_fault
from accounts.hooks.domain.signing import new_secret
from accounts.hooks.errors import NotAsDescribed
from accounts.hooks.events import HookMade
from accounts.hooks.gates import kinds_open_to, may_have_hooks
from accounts.hooks.models import Hook
from accounts.hooks.sealing import sealed
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock

# More of them than anybody can look after.
MOST = 10


@dataclass(frozen=True)
class Made:
    """A webhook and its secret, which is told this once."""

    hook: Hook
    secret: str


@transaction.atomic
def make_hook(
    *,
    label: str,
    url: str,
    kinds: Collection[str],
    environment: str = Hook.Environment.TEST,
    program: Program | None = None,
    key: ApiKey | None = None,
    lent: Collection[str] | None = None,
    by: User,
) -> Made:
    """A webhook of `by`; `lent` are the scopes of the `program` or `key` that asks for it. Raises NotAsDescribed."""
    if fault := address_fault(url, loopback=settings.HOOKS_TO_LOOPBACK):
        raise NotAsDescribed(f"This address is not called: {fault}.")
    check_kinds(kinds, owner=by, lent=lent)
    # Locked, so that a suspension that goes on meanwhile is either seen or waits.
    owner = User.objects.select_for_update().get(pk=by.pk)
    if not may_have_hooks(owner):
        raise NotAsDescribed("This login may not have webhooks.")
    if Hook.objects.filter(owner=owner).exclude(state=REMOVED).count() >= MOST:
        raise NotAsDescribed(f"Nobody has more than {MOST} webhooks; remove one that is not needed.")
    secret = new_secret()
    hook = Hook.objects.create(
        owner=owner,
        label=label,
        url=url,
        kinds=sorted(set(kinds)),
        environment=environment,
        secret=sealed(secret),
        program=program,
        key=key,
        made_at=clock.now(),
    )
    event = HookMade(
        subject=hook.subject,
        client=None,
        owner=owner.pk,
        label=label,
        url=url,
        kinds=tuple(hook.kinds),
        environment=environment,
    )
    record(event, by=by)
    return Made(hook, secret)


def check_kinds(kinds: Collection[str], *, owner: User, lent: Collection[str] | None) -> None:
    """Raises NotAsDescribed unless these are kinds of events that `owner` may hear of."""
    if not kinds:
        raise NotAsDescribed("Choose at least one kind of event.")
    if closed := sorted(set(kinds) - set(kinds_open_to(owner, lent))):
        raise NotAsDescribed(f"You cannot hear of these: {', '.join(closed)[:200]}.")
