"""Who may hear of what: asked when a rule is made, when an event is queued, and again when it is sent."""

from collections.abc import Collection

from accounts.gateway.rest.sight import may_look, resource_at, sees
from accounts.hooks.domain.message import key_of
from accounts.models import User
from accounts.notices import registry
from accounts.notices.domain.kinds import Kind

PERMISSION = "notices.use_notices"


def may_have_notices(user: User) -> bool:
    """Staff with the permission; clients all, since they hear only of what is theirs."""
    return user.is_active and (not user.is_staff or user.has_perm(PERMISSION))


def kinds_open_to(user: User) -> list[str]:
    """The kinds of events that `user` may be told of at all."""
    return [name for name, kind in registry.kinds().items() if _is_open(user, kind)]


def may_hear(user: User, kind: str, subject: str) -> bool:
    """Whether `user` may hear now of an event of this kind that is about `subject`."""
    told = registry.kinds().get(kind)
    if told is None or not may_have_notices(user) or not _is_open(user, told):
        return False
    if told.own:
        return subject == f"user:{user.pk}"
    if not told.resource:
        return True
    resource = resource_at(told.resource)
    return sees(user, resource, key_of(subject, by_number=resource.lookup_field == "pk"))


def may_watch(user: User, figure: str, of: str) -> bool:
    """Whether `user` may watch this figure of this thing now."""
    return may_have_notices(user) and registry.is_figure(figure) and of in registry.figure(figure).choices(user)


def strange_kinds(user: User, kinds: Collection[str]) -> list[str]:
    """Those among `kinds` that are not for `user`."""
    return sorted(set(kinds) - set(kinds_open_to(user)))


def _is_open(user: User, kind: Kind) -> bool:
    if not (user.is_staff or kind.clients):
        return False
    if kind.own:
        return True
    if kind.resource:
        return may_look(user, resource_at(kind.resource))
    return user.has_perm(kind.permission)
