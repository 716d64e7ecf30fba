"""Who may hear of what; asked when a webhook is made, and again before each message."""

from collections.abc import Collection

from accounts.gateway.domain import scopes
from accounts.gateway.models import Lending
from accounts.gateway.rest.sight import may_look, resource_at, sees
from accounts.hooks import registry
from accounts.hooks.domain.message import key_of
from accounts.hooks.models import Hook, Message
from accounts.models import User
from fidus.lib import clock

PERMISSION = "hooks.use_hooks"


def may_have_hooks(user: User) -> bool:
    """Staff with the permission; clients all, since they hear only of what is theirs."""
    return user.is_active and (not user.is_staff or user.has_perm(PERMISSION))


def kinds_open_to(user: User, lent: Collection[str] | None = None) -> list[str]:
    """The kinds of events that `user` may hear of; `lent` are the scopes of the program that asks, None for a page."""
    return [kind for kind in registry.offered() if _is_open(user, kind, lent)]


def why_not(hook: Hook, message: Message) -> str:
    """Why this message is not for the owner of `hook` as things stand now; empty where it is."""
    owner = hook.owner
    if not may_have_hooks(owner):
        return "its owner may not have webhooks any more"
    lent = scopes_lent(hook)
    if lent is not None and not lent:
        return "what made the webhook may not act for its owner any more"
    if message.event is None:
        return ""
    if not _is_open(owner, message.kind, lent):
        return "its owner may not see such things any more"
    address, _, key = message.path.rpartition("/")
    return "" if sees(owner, resource_at(address), key) else "it is not its owner's to see"


def scopes_lent(hook: Hook) -> frozenset[str] | None:
    """What the program or key that made the webhook may do for its owner now; None where a page made it."""
    if hook.key is not None:
        stands = hook.key.revoked_at is None and hook.key.expires_at > clock.now()
        return frozenset(hook.key.scopes) if stands else frozenset()
    if hook.program is None:
        return None
    if hook.program.state != hook.program.State.ACTIVE:
        return frozenset()
    if hook.program.acts_as_its_owner:
        return frozenset(hook.program.scopes)
    lasting = Lending.objects.filter(
        user=hook.owner_id, program=hook.program, ended_at__isnull=True, until__gt=clock.now()
    )
    return frozenset(scope for lending in lasting for scope in lending.scopes)


def path_of(kind: str, subject: str) -> str:
    """Where in the API an event's subject is looked up, below the version: "investments/INV-0147"."""
    address = registry.address_of(kind) or ""
    return f"{address}/{key_of(subject, by_number=resource_at(address).lookup_field == 'pk')}"


def _is_open(user: User, kind: str, lent: Collection[str] | None) -> bool:
    address = registry.address_of(kind)
    if address is None or not (user.is_staff or registry.is_for_clients(kind)):
        return False
    resource = resource_at(address)
    return (lent is None or scopes.read(resource.kind) in lent) and may_look(user, resource)
