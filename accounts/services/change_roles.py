"""Give somebody of the staff other roles."""

from collections.abc import Collection

from django.contrib.auth.models import Group
from django.db import transaction

from accounts.domain.roles import GUEST, ROLES
from accounts.errors import NotForYourself, UnknownRole
from accounts.events import RolesChanged, of_user
from accounts.models import User
from accounts.trail.api import record


@transaction.atomic
def change_roles(user: User, roles: Collection[str], *, by: User | None) -> User:
    """The user with exactly `roles`, effective with their next request; raises UnknownRole or NotForYourself."""
    if by is not None and by.pk == user.pk:
        raise NotForYourself("Ask a colleague: nobody changes their own roles.")
    user = User.objects.select_for_update().get(pk=user.pk)
    unfitting = [role for role in roles if role not in ROLES or role == GUEST or ROLES[role].staff != user.is_staff]
    if unfitting:
        raise UnknownRole(f"{user.email} cannot have the role {unfitting[0]}.")
    before = roles_of(user)
    after = tuple(sorted(set(roles)))
    if before != after:
        others = user.groups.exclude(name__in=ROLES)
        user.groups.set([*others, *Group.objects.filter(name__in=after)])
        record(RolesChanged(subject=of_user(user.pk), client=None, before=before, after=after), by=by)
    return user


def roles_of(user: User) -> tuple[str, ...]:
    """The keys of the user's roles, sorted."""
    return tuple(sorted(user.groups.filter(name__in=ROLES).values_list("name", flat=True)))
