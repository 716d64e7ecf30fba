"""Whether somebody could look something up over the API: for whatever tells them of it in another way."""

from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import resolve

from accounts.gateway.rest.resource import Resource
from accounts.models import User


@lru_cache
def resource_at(address: str) -> type[Resource]:
    """The resource of the API whose list has this address, such as "investments"; Resolver404 where there is none."""
    found: type[Resource] = resolve(f"/api/v1/{address}").func.cls
    return found


def may_look(user: User, resource: type[Resource]) -> bool:
    """Whether `user` may look at records of this kind at all."""
    if user.is_staff:
        return user.has_perms([resource.permission, *resource.besides])
    return resource.of_clients is not Resource.of_clients


def sees(user: User, resource: type[Resource], key: str) -> bool:
    """Whether `user` would be shown this one record now."""
    return may_look(user, resource) and _is_among(resource().seen_by(user), resource.lookup_field, key)


def _is_among(rows: Any, field: str, key: str) -> bool:
    try:
        return bool(rows.filter(**{field: key}).exists())
    except (ValueError, ValidationError):
        return False
