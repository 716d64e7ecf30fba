"""Who may call an operation: what the token lends, what the login may do, and whose records it may touch."""

from django.core.exceptions import PermissionDenied
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.gateway.domain import scopes
from accounts.gateway.rest.problems import Problem


class MayCall(BasePermission):
    """Every operation of a Resource stands behind it: a login, then the token's scope, then the right itself."""

    def has_permission(self, request: Request, view: object) -> bool:
        if not request.user or not request.user.is_authenticated:
            raise NotAuthenticated
        if request.method not in view.allowed_methods:
            return True  # REST framework answers 405, which tells nothing of the records
        scope = (scopes.read if request.method in SAFE_METHODS else scopes.write)(view.kind)
        check_scope(request, scope)
        if request.user.is_staff:
            needed = view.permissions_needed()
            if needed is None or not request.user.has_perms(needed):
                raise PermissionDenied("Your roles do not allow this.")
        elif not view.open_to_clients():
            raise PermissionDenied("This is for the office.")
        return True


def check_scope(request: Request, scope: str) -> None:
    """Raises Problem 403 where the token was not lent `scope`; a session in the browser lends everything."""
    granted = granted_scopes(request)
    if granted is not None and scope not in granted:
        wanted = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'}
        raise Problem(403, "scope-missing", f"This token was not given the scope {scope}.", wanted)


def granted_scopes(request: Request) -> frozenset[str] | None:
    """The scopes of the request's token or key; None for a session, which is the person themselves."""
    if request.auth is None:
        return None
    return frozenset(request.auth.scope.split())
