"""Make the groups in the database what domain/roles.py says."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from accounts.domain.roles import ROLES


@transaction.atomic
def follow_roles() -> None:
    """One group a role, named by the role's key, with exactly the permissions that exist by now; repeatable."""
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for key, role in ROLES.items():
        group, _ = Group.objects.get_or_create(name=key)
        group.permissions.set([permission for name, permission in known.items() if role.grants(name)])
